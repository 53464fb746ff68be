package network.phala.lightclient;

import java.util.List;
import java.util.Optional;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.types.sync.Authority;

/// A change of the GRANDPA authorities, announced in a header's digest: `Consensus("FRNK", ConsensusLog)` with
/// index 1, `next_authorities Vec<(id, u64)> ‖ delay u32`.
public record ScheduledChange(List<Authority> nextAuthorities, int delay) {
    /// GRANDPA's engine id.
    public static final Bytes ENGINE = Bytes.ofUtf8("FRNK");

    private static final int SCHEDULED = 1;
    private static final int FORCED = 2;

    public ScheduledChange {
        nextAuthorities = List.copyOf(nextAuthorities);
    }

    private static Codec<ScheduledChange> codec() {
        return Scale.of(ScheduledChange.class);
    }

    /// The digest item that announces this change.
    public DigestItem toDigestItem() {
        ScaleWriter out = new ScaleWriter();
        out.writeByte((byte) SCHEDULED);
        codec().encode(this, out);
        return new DigestItem.Consensus(ENGINE, out.toBytes());
    }

    /// The change that a header announces, the first if there are several.
    ///
    /// @throws JustificationException when the announcement does not decode, or is a forced change, which
    /// cannot be
    ///     followed
    static Optional<ScheduledChange> of(Header header) throws JustificationException {
        for (DigestItem item : header.digest().logs()) {
            if (item instanceof DigestItem.Consensus(Bytes engine, Bytes data)
                    && engine.equals(ENGINE)
                    && !data.isEmpty()) {
                int kind = data.unsigned(0);
                if (kind == SCHEDULED) {
                    return Optional.of(decode(data, header));
                }
                if (kind == FORCED) {
                    throw new JustificationException("Header " + header.numberUnsigned()
                            + " forces an authority change; only scheduled ones can be followed");
                }
            }
        }
        return Optional.empty();
    }

    private static ScheduledChange decode(Bytes data, Header header) throws JustificationException {
        try {
            ScaleReader in = new ScaleReader(data.slice(1, data.size()));
            return codec().decode(in);
        } catch (DecodeException e) {
            throw new JustificationException(
                    "Authority change of header " + header.numberUnsigned() + " does not decode: " + e.getMessage());
        }
    }
}
