"""Cases from systems that are trusted: as signed events, or through a broker."""
