"""Stands in for the module of this name."""


class HttpWaitStrategy:
    def __init__(self, port, path):
        self.path = path
