"""회의(Sitting): planned → open → ended, or called off. Attendance makes the quorum; the charter is frozen at opening."""
