"""Serve the review app: sign-in, sessions, security headers, and Streamlit behind them."""
