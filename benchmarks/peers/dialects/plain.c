/* The dialect of a plain WebSocket server with JSON, as a developer would write one by hand. User and token stand in the path;
   the server says "welcome", and "joined" for the first words of who joins a room. */
#include "load.h"

#include <string.h>

enum { UPGRADING, WELCOMED, JOINING };

static void hello(Conn *c) { ws_upgrade(c, c->path, ""); }

static int says(const uint8_t *payload, size_t size, const char *word) {
    return memmem(payload, size, word, strlen(word)) != NULL;
}

static int heard(Conn *c, uint8_t *payload, size_t size) {
    if (c->open) return arrived(payload, size);
    if (c->step == WELCOMED && says(payload, size, "\"welcome\"")) {
        if (c->join) ws_put(c, c->join);
        c->step = JOINING;
        c->open = !c->join;
    } else if (c->step == JOINING && says(payload, size, "\"joined\"")) {
        c->open = 1;
    }
    return 0;
}

static int take(Conn *c) {
    if (c->step == UPGRADING && !(c->step = ws_upgraded(c))) return 0;
    return ws_take(c, heard);
}

const Dialect dialect = {hello, take, ws_wrap};
