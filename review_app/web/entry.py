"""The script Streamlit runs for each person and each act: hands over to the pages."""

# Under another name it is a process starting (``ordinances.spawning``) at the very moment a page began.
if __name__ == "__main__":
    from review_app.pages.shell import show

    show()
