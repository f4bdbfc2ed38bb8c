package io.herald.http;

/**
 * One route of a group.
 *
 * @param json whether it answers JSON alone; a client that takes none is answered 406
 * @param needsToken whether the token is wanted, if there is one
 */
record GroupRoute(
    RouteGroup group, String path, boolean json, boolean needsToken, Router.Handler handler) {}
