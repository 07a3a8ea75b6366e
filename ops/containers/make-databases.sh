#!/usr/bin/env bash
# Run once by the postgres image: a role and a database for each of keycloak, catalog, billing; none reads another's.
set -euo pipefail

for name in keycloak catalog billing; do
    variable="${name^^}_DATABASE_PASSWORD"
    # By environment, not by argument: arguments can be read by every process.
    NAME="$name" PASSWORD="${!variable}" psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv name NAME
\getenv password PASSWORD
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
