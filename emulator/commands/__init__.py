"""The commands of ``keycloak-emulator``, one file each; ``emulator.cli`` imports only the one that is run.

A command has ``run(arguments, invocation)``: what follows the command's name, and what goes with all commands. It returns the exit code.
"""
