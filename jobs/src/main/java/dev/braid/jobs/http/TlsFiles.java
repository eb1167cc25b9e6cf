package dev.braid.jobs.http;

import java.nio.file.Path;

/**
 * What a server shows to prove who it is, in PEM files.
 *
 * @param certificate its certificate and those that signed it, in that order
 * @param key private key of the first, PKCS#8, without a password
 */
public record TlsFiles(Path certificate, Path key) {}
