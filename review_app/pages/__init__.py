"""The Streamlit pages, in plain Japanese."""
