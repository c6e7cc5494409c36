#pragma once
#include <sys/socket.h>
#include <curl/curl.h>

/* libcurl's variadic functions, for Swift, which cannot call such. Each returns 0 where the option is not known. */
static inline int turnback_curl_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value) == CURLE_OK;
}
static inline int turnback_curl_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value) == CURLE_OK;
}
static inline int turnback_curl_headers(CURL *handle, struct curl_slist *headers) {
    return curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
}

/* The body of a POST, which stays where it is until the call has ended. */
static inline int turnback_curl_body(CURL *handle, const void *bytes, size_t count) {
    return curl_easy_setopt(handle, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_POSTFIELDS, bytes) == CURLE_OK;
}

typedef size_t (*turnback_curl_take)(char *bytes, size_t size, size_t count, void *context);
typedef int (*turnback_curl_may_connect)(void *context, const struct sockaddr *address, unsigned int count);

/* What comes back: the body, and each header line. */
static inline int turnback_curl_answer(CURL *handle, turnback_curl_take body, turnback_curl_take header, void *context) {
    return curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_WRITEDATA, context) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, header) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HEADERDATA, context) == CURLE_OK;
}

/* Asked with the very address that is about to be connected to, for any name that led there and any number of look-ups. */
typedef struct {
    turnback_curl_may_connect ask;
    void *context;
} turnback_curl_guard;

static inline curl_socket_t turnback_curl_open(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    turnback_curl_guard *guard = (turnback_curl_guard *)context;
    (void)purpose;
    if (!guard->ask(guard->context, &address->addr, address->addrlen)) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
static inline int turnback_curl_guarded(CURL *handle, turnback_curl_guard *guard) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, turnback_curl_open) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, guard) == CURLE_OK;
}

static inline long turnback_curl_status(CURL *handle) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}
