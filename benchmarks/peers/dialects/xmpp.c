/* The dialect of XMPP over TCP, without TLS. The path is the user on localhost, the secret the password; the first words are a
   stanza to enter a room with, or "register" to make the account and no more. */
#include "load.h"

#include <stdio.h>
#include <string.h>

enum { FEATURES, REGISTERING, AUTHENTICATING, FEATURES_AGAIN, BINDING, PRESENT, ENTERING };

static void open_stream(Conn *c) {
    put_text(c, "<?xml version='1.0'?><stream:stream to='localhost' xmlns='jabber:client' "
                "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>");
}

/* Returns whether the word has come, and forgets everything up to it. */
static int past(Conn *c, const char *word) {
    uint8_t *at = memmem(c->in, c->in_len, word, strlen(word));
    if (!at) return 0;
    consumed(c, at + strlen(word) - c->in);
    return 1;
}

static int past_either(Conn *c, const char *one, const char *other) { return past(c, one) || past(c, other); }

static void base64(char *out, const char *bytes, int size) {
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < size; i += 3) {
        unsigned three = (uint8_t)bytes[i] << 16;
        if (i + 1 < size) three |= (uint8_t)bytes[i + 1] << 8;
        if (i + 2 < size) three |= (uint8_t)bytes[i + 2];
        *out++ = LETTERS[three >> 18];
        *out++ = LETTERS[three >> 12 & 63];
        *out++ = i + 1 < size ? LETTERS[three >> 6 & 63] : '=';
        *out++ = i + 2 < size ? LETTERS[three & 63] : '=';
    }
    *out = 0;
}

static void authenticate(Conn *c) {
    char plain[200], coded[300], stanza[500];
    int n = snprintf(plain, sizeof plain, "%c%s%c%s", 0, c->path, 0, c->secret);
    base64(coded, plain, n);
    snprintf(stanza, sizeof stanza, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>", coded);
    put_text(c, stanza);
}

static void make_account(Conn *c) {
    char stanza[500];
    snprintf(stanza, sizeof stanza,
             "<iq type='set' id='r1'><query xmlns='jabber:iq:register'><username>%s</username><password>%s</password>"
             "</query></iq>",
             c->path, c->secret);
    put_text(c, stanza);
}

static void after_features(Conn *c) {
    int registers = c->join && !strcmp(c->join, "register");
    if (registers) make_account(c);
    else authenticate(c);
    c->step = registers ? REGISTERING : AUTHENTICATING;
}

static void after_presence(Conn *c) {
    if (c->join) put_text(c, c->join);
    c->step = ENTERING;
    c->open = !c->join;
}

/* Goes one step on if what it waits for has come. */
static int step(Conn *c) {
    switch (c->step) {
    case FEATURES:
        if (!past(c, "</stream:features>")) return 0;
        return after_features(c), 1;
    case REGISTERING:
        if (!past_either(c, "type='result'", "type=\"result\"")) return 0;
        return c->open = 1;
    case AUTHENTICATING:
        if (!past(c, "<success")) return 0;
        return open_stream(c), c->step = FEATURES_AGAIN;
    case FEATURES_AGAIN:
        if (!past(c, "</stream:features>")) return 0;
        put_text(c, "<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>r</resource></bind></iq>");
        return c->step = BINDING;
    case BINDING:
        if (!past(c, "</jid>")) return 0;
        return put_text(c, "<presence/>"), c->step = PRESENT;
    case PRESENT:
        if (!past(c, "<presence")) return 0;
        return after_presence(c), 1;
    default:
        /* Everybody who is in the room is told first, oneself (status 110) last. */
        if (past_either(c, "code='110'", "code=\"110\"")) return c->open = 1;
        if (c->in_len > 1024) consumed(c, c->in_len - 64);
        return 0;
    }
}

static void must_not_be_refused(Conn *c) {
    static const char *const refusals[] = {"<failure", "<stream:error", "type='error'", "type=\"error\""};
    for (int i = 0; i < 4; i++)
        if (memmem(c->in, c->in_len, refusals[i], strlen(refusals[i]))) c->in[c->in_len - 1] = 0, fail("refused", (char *)c->in);
}

static int marks(Conn *c) {
    enum { WHOLE = 21 };
    int got = 0;
    uint8_t *at = c->in, *end = c->in + c->in_len, *hit;
    while ((hit = memmem(at, end - at, "T=", 2)) && hit + WHOLE <= end) {
        int one = arrived(hit, WHOLE);
        at = hit + (one ? WHOLE : 2);
        got += one;
    }
    if (!hit) hit = end > at && end[-1] == 'T' ? end - 1 : end;
    consumed(c, hit - c->in);
    return got;
}

static int take(Conn *c) {
    if (!c->open) must_not_be_refused(c);
    while (!c->open && step(c)) {}
    return c->open ? marks(c) : 0;
}

static int wrap(uint8_t *frame, const char *text) {
    int size = strlen(text);
    memcpy(frame, text, size);
    return size;
}

const Dialect dialect = {open_stream, take, wrap};
