// What Swift sees of PostgreSQL's client library.
#include <libpq-fe.h>
