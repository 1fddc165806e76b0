"""The script Streamlit runs for each person and each act: hands over to the pages."""

from review_app.pages.shell import show

show()
