"""What tests say about people's learning and about the questions themselves.

Pure counting over frozen primitives that were read before; nothing here asks the database.
"""
