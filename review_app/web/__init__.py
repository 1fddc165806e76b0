"""The server around the pages: sign-in, cookie, identity."""
