/* The dialect of TokenIM: a bearer token at the upgrade, then messages as JSON. */
#include "load.h"

#include <stdio.h>

static void hello(Conn *c) {
    char header[500];
    snprintf(header, sizeof header, "Authorization: Bearer %s\r\n", c->secret);
    ws_upgrade(c, c->path, header);
}

static int heard(Conn *c, uint8_t *payload, size_t size) {
    (void)c;
    return arrived(payload, size);
}

static int take(Conn *c) {
    if (!c->open && !(c->open = ws_upgraded(c))) return 0;
    return ws_take(c, heard);
}

const Dialect dialect = {hello, take, ws_wrap};
