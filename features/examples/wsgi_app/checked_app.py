"""The application to be checked: here the reference server, with its database in memory and a test clock."""

import os

from statusquo_server.app import create_app
from statusquo_server.settings import Settings

token = os.environ["STATUSQUO_OWNER_TOKEN"]
app = create_app(Settings(database="sqlite://", test_clock=True, owner_token=token))
