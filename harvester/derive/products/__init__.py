"""Cell products, their delivery and whom they are for; begin with `study`."""
