"""The Streamlit pages: they show and ask, in plain Japanese; rules and queries live below them."""
