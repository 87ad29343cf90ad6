"""Where people sign in and out, and the form that they fill in."""

LOGIN = "/api/v1/login"
LOGOUT = "/api/v1/logout"
SESSION = "/api/v1/session"
FORM = "application/x-www-form-urlencoded"


def send_form(client, fields: dict, path: str = LOGIN, **headers):
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    return client.post(path, body, content_type=FORM, **headers)
