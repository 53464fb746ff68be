package network.phala.chain;

import java.util.List;
import network.phala.block.Header;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.ScaleWriter;

/// The answer of `grandpa_proveFinality`: a justified block and the headers from the one asked for (left
/// out) to it.
///
/// SCALE: `block H256 ‖ justification Vec<u8> ‖ unknown_headers Vec<Header>`.
public record FinalityProof(H256 block, Bytes justification, List<Header> unknownHeaders) {
    public FinalityProof {
        unknownHeaders = List.copyOf(unknownHeaders);
    }

    public Bytes encode() {
        ScaleWriter out = new ScaleWriter();
        out.write(block.toBytes());
        out.writeVec(justification);
        out.writeCompact(unknownHeaders.size());
        unknownHeaders.forEach(header -> out.write(header.encode()));
        return out.toBytes();
    }
}
