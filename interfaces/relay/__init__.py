"""The public log in a broker, for more followers than one machine serves."""
