"""How fast is a machine with TokenIM? Workloads on server processes of their own, next to what the machine can do bare."""
