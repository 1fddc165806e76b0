"""The script Streamlit runs for each person and each act: hands over to the pages."""

# Under another name it is a process of its own (reading, extracting) that imports its parent's main module.
if __name__ == "__main__":
    from review_app.pages.shell import show

    show()
