"""How often and how far apart something is given; begin with `administrations`."""
