/* Requests to the server that this page came from. Paths are relative, so that a proxy may serve it below a path. */

import { heard } from './clock.js';
import { ask, authorization } from './token.js';

/** A response that is an error; its message is a sentence for people. */
export class ApiError extends Error {
  constructor(status, message, problem) {
    super(message);
    this.status = status;
    this.problem = problem;
  }
}

/** The server can't be reached. */
class Unreachable extends Error {}

/**
 * Reads a JSON document.
 *
 * @param {string} path such as "v2/services"
 * @param {Object} [params] of the query; those that are null or undefined are left out
 * @param {{etag: string, signal: AbortSignal}} [options] etag: of the document that the caller has
 * @returns {Promise<{data, etag, revision, changed}>} changed is false, and data null, if the caller's is still right
 */
export async function read(path, params, { etag, signal } = {}) {
  const response = await request(path, params, {
    signal,
    headers: { Accept: 'application/json, application/problem+json', ...(etag ? { 'If-None-Match': etag } : {}) },
  });
  const revision = Number(response.headers.get('Herald-Revision')) || null;
  if (response.status === 304) {
    return { data: null, etag, revision, changed: false };
  }
  const data = await response.json();
  return { data, etag: response.headers.get('ETag'), revision, changed: true };
}

/**
 * Sends a GET request, with the token if there is one; asks for the token when the server wants one.
 *
 * @throws {ApiError} for a status of 400 or more
 * @throws {Unreachable} if there is no response
 */
export async function request(path, params, options) {
  for (;;) {
    const response = await send(path, params, options);
    heard(response.headers.get('Date'));
    if (response.status === 401) {
      await ask();
    } else if (response.ok || response.status === 304) {
      return response;
    } else {
      throw await failure(response);
    }
  }
}

/** The filters that are set: an empty one filters nothing. */
export function given(filter) {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}

async function send(path, params, options) {
  try {
    return await fetch(url(path, params), {
      ...options,
      cache: 'no-store',
      credentials: 'same-origin',
      headers: { ...options.headers, ...authorization() },
    });
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new Unreachable(`The server at ${location.host} doesn’t answer.`, { cause: error });
  }
}

function url(path, params) {
  const target = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value !== null && value !== undefined) {
      target.searchParams.set(name, value);
    }
  }
  return target;
}

async function failure(response) {
  const text = await response.text();
  if ((response.headers.get('Content-Type') ?? '').includes('json')) {
    const problem = JSON.parse(text);
    return new ApiError(response.status, problem.detail ?? problem.title ?? String(response.status), problem);
  }
  return new ApiError(response.status, text || String(response.status), null);
}
