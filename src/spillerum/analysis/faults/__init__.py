"""The figures' own faults, found before anybody is judged by them: one method a file, `find.find_faults` asks them all."""
