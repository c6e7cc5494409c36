#pragma once
#include <microhttpd.h>
#include <stdbool.h>
#include <string.h>

/* libmicrohttpd's variadic functions, for Swift, which cannot call such. */

/* Paths are decoded by the router, after they are split at '/': here they stay as they came. */
static inline size_t turnback_http_keep(void *cls, struct MHD_Connection *connection, char *text) {
    (void)cls;
    (void)connection;
    return strlen(text);
}

/* The socket of a connection. */
static inline int turnback_http_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

typedef void *(*turnback_http_begin)(void *cls, const char *uri, struct MHD_Connection *connection);

/* A daemon over a socket that listens already, with a thread a connection: handlers may block. With a certificate and a key
   (PEM, else NULL) it speaks TLS 1.2 or 1.3. */
static inline struct MHD_Daemon *turnback_http_start(int listening, unsigned int connections,
                                                     unsigned int idle_seconds, size_t stack_bytes,
                                                     const char *certificate, const char *key, void *cls,
                                                     turnback_http_begin begin, MHD_AccessHandlerCallback handle,
                                                     MHD_RequestCompletedCallback complete,
                                                     MHD_NotifyConnectionCallback notify) {
    unsigned int flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(size_t)certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(size_t)key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(size_t)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
    if (certificate) flags |= MHD_USE_TLS;
    return MHD_start_daemon(flags, 0, NULL, NULL, handle, cls,
                            MHD_OPTION_LISTEN_SOCKET, (MHD_socket)listening,
                            MHD_OPTION_CONNECTION_LIMIT, connections,
                            MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds,
                            MHD_OPTION_THREAD_STACK_SIZE, stack_bytes,
                            MHD_OPTION_URI_LOG_CALLBACK, begin, cls,
                            MHD_OPTION_UNESCAPE_CALLBACK, turnback_http_keep, NULL,
                            MHD_OPTION_NOTIFY_COMPLETED, complete, cls,
                            MHD_OPTION_NOTIFY_CONNECTION, notify, cls,
                            MHD_OPTION_STRICT_FOR_CLIENT, 1,
                            MHD_OPTION_ARRAY, certificate ? tls : plain,
                            MHD_OPTION_END);
}

/* Seconds without traffic after which the connection is closed; 0 for never. Setting it restarts the clock. */
static inline void turnback_http_timeout(struct MHD_Connection *connection, unsigned int seconds) {
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, seconds);
}

/* A response that is a copy of these bytes. */
static inline struct MHD_Response *turnback_http_copied(const void *bytes, size_t count) {
    return MHD_create_response_from_buffer(count, (void *)(size_t)bytes, MHD_RESPMEM_MUST_COPY);
}

/* jemalloc's, where the program is linked with it, as release builds are. */
extern int mallctl(const char *name, void *old, size_t *old_size, void *new_value, size_t new_size) __attribute__((weak));

/* Gives back what this thread keeps of freed memory, and keeps nothing from now on: a connection that streams for hours would hold
   on to what its request needed. */
static inline void turnback_http_keep_no_memory(void) {
    bool off = false;
    if (mallctl) mallctl("thread.tcache.enabled", NULL, NULL, &off, sizeof off);
}

/* Calls the iterator with each header field. */
static inline void turnback_http_headers(struct MHD_Connection *connection, MHD_KeyValueIterator each, void *cls) {
    MHD_get_connection_values(connection, MHD_HEADER_KIND, each, cls);
}
