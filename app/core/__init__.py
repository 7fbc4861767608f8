"""What every noun stands on: settings, the two doors to the database, errors, time, identifiers, labels. Knows no domain."""
