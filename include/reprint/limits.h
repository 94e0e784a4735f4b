/* Every limit of reprint, with its default. docs/PROTOCOL.md and `reprint serve --help` name the option that sets each. */
#ifndef REPRINT_LIMITS_H
#define REPRINT_LIMITS_H

enum {
    RP_LIMIT_TEXT = 4 << 20,              /* bytes of one article's text */
    RP_LIMIT_ID = 512,                    /* bytes of an article's id */
    RP_LIMIT_STRING = 4096,               /* bytes of any other string of an article */
    RP_LIMIT_FRAME = 16 << 20,            /* bytes of one message on a socket */
    RP_LIMIT_NESTING = 16,                /* maps and arrays within each other in a message */
    RP_LIMIT_VALUES = 64 << 10,           /* values of one message to the server */
    RP_LIMIT_LINE = 16 << 20,             /* bytes of one line of a JSONL file */
    RP_LIMIT_CONNECTIONS = 1024,          /* at once */
    RP_LIMIT_IN_FLIGHT = 1024,            /* unanswered requests of one connection */
    RP_LIMIT_UNSENT = 8 << 20,            /* bytes of replies that one connection has not taken */
    RP_LIMIT_QUEUE_ARTICLES = 4096,       /* articles waiting for the engine */
    RP_LIMIT_QUEUE_BYTES = 64 << 20,      /* and their bytes */
    RP_LIMIT_MESSAGE_MS = 30 * 1000,      /* from the first byte of a message to its last */
    RP_LIMIT_IDLE_MS = 5 * 60 * 1000,     /* a connection without a byte in either direction */
    RP_LIMIT_CANDIDATES = 8,              /* articles compared with a new one */
    RP_LIMIT_POSTINGS = 64,               /* articles that one key of the index leads to: the first ones */
    RP_LIMIT_STORY_INDEXED = 6,           /* indexed members of a story, before it is merged with another */
    RP_LIMIT_PASSAGES = 64,               /* passages reported of one match, the longest first */
    RP_LIMIT_SUBSTITUTIONS = 8,           /* numbers that differ, reported of one match: the first ones */
    RP_LIMIT_DROPPED = 12,                /* stretches of boilerplate reported of one text, the longest */
    RP_LIMIT_ATTRIBUTIONS = 8,            /* attributions reported of one article */
    RP_LIMIT_ADD_MANY = 512,              /* articles of one add_many: their answers fit into a message */
    RP_LIMIT_STORY = 1000,                /* members in one reply of `story` */
    RP_LIMIT_AGENCY_TABLE = 4 << 20,      /* bytes of a file of agencies and cues */
    RP_LIMIT_AGENCIES = 10000,            /* agencies, with the built-in ones */
    RP_LIMIT_PHRASES = 50000              /* spellings; cues before a name; cues behind it: of each, with the built-in ones */
};

#define RP_LIMIT_ARTICLES 50000000ull         /* articles of one corpus */
#define RP_LIMIT_RECENT (64ull << 20)          /* bytes of articles of a corpus on disk that are kept in memory, the latest */
#define RP_LIMIT_CORPUS_BYTES (16ull << 30)   /* bytes of articles, answers and index that a corpus in memory keeps */

#endif
