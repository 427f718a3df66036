enum AircachePlaceholder {}
