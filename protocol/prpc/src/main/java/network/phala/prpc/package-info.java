/// The remote interface of pRuntime: its methods, and one codec for the binary (protobuf) and the JSON form.
///
/// Start with [PrpcMethod], the table of methods. Messages are records in [network.phala.prpc.message], each component
/// numbered as in Phala's `pruntime_rpc.proto`; [ProtoCodec] derives both forms from them.
@NullMarked
package network.phala.prpc;

import org.jspecify.annotations.NullMarked;
