"""단계(Stage): one published step of the standard process, read from data: what lets a matter leave it, who drives it, by when."""
