"""What `manage_all.sh` runs: finds and starts PostgreSQL, Keycloak and the two services, and watches them."""
