#pragma once
// Nothing that includes pthread.h: the module would claim its types as its own.
#include <openssl/sha.h>

/* openssl/hmac.h and openssl/evp.h include pthread.h: what is used of them is declared here, as OpenSSL 3 has it. */
extern const struct evp_md_st *EVP_sha256(void);
extern unsigned char *HMAC(const struct evp_md_st *md, const void *key, int key_count, const unsigned char *data,
                           size_t count, unsigned char *hash, unsigned int *hash_count);
extern struct evp_pkey_st *d2i_PUBKEY(struct evp_pkey_st **key, const unsigned char **bytes, long count);
extern void EVP_PKEY_free(struct evp_pkey_st *key);
extern struct evp_md_ctx_st *EVP_MD_CTX_new(void);
extern void EVP_MD_CTX_free(struct evp_md_ctx_st *context);
extern int EVP_DigestVerifyInit(struct evp_md_ctx_st *context, void **parameters, const struct evp_md_st *md,
                                void *engine, struct evp_pkey_st *key);
extern int EVP_DigestVerify(struct evp_md_ctx_st *context, const unsigned char *signature, size_t signature_count,
                            const unsigned char *data, size_t count);

/* HMAC-SHA256 into 32 bytes; 0 where it could not be made. */
static inline int turnback_hmac_sha256(const void *key, size_t key_count, const unsigned char *data, size_t count,
                                       unsigned char *hash) {
    unsigned int written = 0;
    return key_count <= 0x7fffffff && HMAC(EVP_sha256(), key, (int)key_count, data, count, hash, &written) != 0 &&
           written == 32;
}

/* Whether the signature is that of the data under a public key (SubjectPublicKeyInfo, DER): RSA with PKCS #1 v1.5 and
   SHA-256. -1 where the key is none. */
static inline int turnback_verify_sha256(const unsigned char *key, size_t key_count, const unsigned char *signature,
                                         size_t signature_count, const unsigned char *data, size_t count) {
    const unsigned char *bytes = key;
    struct evp_pkey_st *public_key = d2i_PUBKEY(0, &bytes, (long)key_count);
    if (!public_key) return -1;
    int result = 0;
    struct evp_md_ctx_st *context = EVP_MD_CTX_new();
    if (context && EVP_DigestVerifyInit(context, 0, EVP_sha256(), 0, public_key) == 1)
        result = EVP_DigestVerify(context, signature, signature_count, data, count) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(public_key);
    return result;
}
