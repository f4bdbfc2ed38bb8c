package io.herald.etcd;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import io.herald.etcd.messages.AuthenticateRequest;
import io.herald.etcd.messages.AuthenticateResponse;
import io.herald.etcd.messages.DeleteRangeRequest;
import io.herald.etcd.messages.DeleteRangeResponse;
import io.herald.etcd.messages.LeaseGrantRequest;
import io.herald.etcd.messages.LeaseGrantResponse;
import io.herald.etcd.messages.LeaseKeepAliveRequest;
import io.herald.etcd.messages.LeaseKeepAliveResponse;
import io.herald.etcd.messages.LeaseRevokeRequest;
import io.herald.etcd.messages.LeaseRevokeResponse;
import io.herald.etcd.messages.LeaseTimeToLiveRequest;
import io.herald.etcd.messages.LeaseTimeToLiveResponse;
import io.herald.etcd.messages.PutRequest;
import io.herald.etcd.messages.PutResponse;
import io.herald.etcd.messages.RangeRequest;
import io.herald.etcd.messages.RangeResponse;
import io.herald.etcd.messages.TxnRequest;
import io.herald.etcd.messages.TxnResponse;
import io.herald.etcd.messages.WatchRequest;
import io.herald.etcd.messages.WatchResponse;

/** The methods of etcd's services (rpc.proto) that are called. */
final class EtcdMethods {

  static final MethodDescriptor<RangeRequest, RangeResponse> RANGE =
      unary("KV/Range", RangeRequest.getDefaultInstance(), RangeResponse.getDefaultInstance());
  static final MethodDescriptor<PutRequest, PutResponse> PUT =
      unary("KV/Put", PutRequest.getDefaultInstance(), PutResponse.getDefaultInstance());
  static final MethodDescriptor<DeleteRangeRequest, DeleteRangeResponse> DELETE_RANGE =
      unary(
          "KV/DeleteRange",
          DeleteRangeRequest.getDefaultInstance(),
          DeleteRangeResponse.getDefaultInstance());
  static final MethodDescriptor<TxnRequest, TxnResponse> TXN =
      unary("KV/Txn", TxnRequest.getDefaultInstance(), TxnResponse.getDefaultInstance());
  static final MethodDescriptor<WatchRequest, WatchResponse> WATCH =
      method(
          MethodType.BIDI_STREAMING,
          "Watch/Watch",
          WatchRequest.getDefaultInstance(),
          WatchResponse.getDefaultInstance());
  static final MethodDescriptor<LeaseGrantRequest, LeaseGrantResponse> LEASE_GRANT =
      unary(
          "Lease/LeaseGrant",
          LeaseGrantRequest.getDefaultInstance(),
          LeaseGrantResponse.getDefaultInstance());
  static final MethodDescriptor<LeaseRevokeRequest, LeaseRevokeResponse> LEASE_REVOKE =
      unary(
          "Lease/LeaseRevoke",
          LeaseRevokeRequest.getDefaultInstance(),
          LeaseRevokeResponse.getDefaultInstance());

  /** A stream of both sides, of which one request and one response are used. */
  static final MethodDescriptor<LeaseKeepAliveRequest, LeaseKeepAliveResponse> LEASE_KEEP_ALIVE =
      method(
          MethodType.BIDI_STREAMING,
          "Lease/LeaseKeepAlive",
          LeaseKeepAliveRequest.getDefaultInstance(),
          LeaseKeepAliveResponse.getDefaultInstance());

  static final MethodDescriptor<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse>
      LEASE_TIME_TO_LIVE =
          unary(
              "Lease/LeaseTimeToLive",
              LeaseTimeToLiveRequest.getDefaultInstance(),
              LeaseTimeToLiveResponse.getDefaultInstance());
  static final MethodDescriptor<AuthenticateRequest, AuthenticateResponse> AUTHENTICATE =
      unary(
          "Auth/Authenticate",
          AuthenticateRequest.getDefaultInstance(),
          AuthenticateResponse.getDefaultInstance());

  private EtcdMethods() {}

  private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> unary(
      String name, Q request, R response) {
    return method(MethodType.UNARY, name, request, response);
  }

  private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
      MethodType type, String name, Q request, R response) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setType(type)
        .setFullMethodName("etcdserverpb." + name)
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .build();
  }
}
