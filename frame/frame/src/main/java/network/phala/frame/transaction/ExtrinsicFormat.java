package network.phala.frame.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.crypto.Blake2b;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.primitives.Bytes;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;

/// The bytes of extrinsics, version 4: compact length, then 0x84, address, signature, extras, call; or 0x04, call.
///
/// Follows substrate primitives/runtime/src/generic/unchecked_extrinsic.rs.
public final class ExtrinsicFormat {
    /// The version that extrinsics of this chain have.
    public static final int VERSION = 4;

    private static final int SIGNED = 0x80;
    private static final int HASHED_BEYOND = 256;
    private static final Codec<MultiAddress> ADDRESS = Scale.of(MultiAddress.class);
    private static final Codec<MultiSignature> SIGNATURE = Scale.of(MultiSignature.class);

    private final Codec<RuntimeCall> callCodec;
    private final List<SignedExtension<?>> extensions;

    public ExtrinsicFormat(Codec<RuntimeCall> callCodec, List<SignedExtension<?>> extensions) {
        this.callCodec = callCodec;
        this.extensions = List.copyOf(extensions);
    }

    public List<SignedExtension<?>> extensions() {
        return extensions;
    }

    public Codec<RuntimeCall> callCodec() {
        return callCodec;
    }

    /// Encodes with the length prefix.
    public Bytes encode(UncheckedExtrinsic extrinsic) {
        ScaleWriter body = new ScaleWriter();
        if (extrinsic.signed().isPresent()) {
            UncheckedExtrinsic.Signed signed = extrinsic.signed().get();
            body.writeByte(VERSION | SIGNED);
            ADDRESS.encode(signed.address(), body);
            SIGNATURE.encode(signed.signature(), body);
            encodeExtras(signed.extras(), body);
        } else {
            body.writeByte(VERSION);
        }
        callCodec.encode(extrinsic.call(), body);
        ScaleWriter out = new ScaleWriter();
        out.writeVec(body.toBytes());
        return out.toBytes();
    }

    /// Decodes a whole extrinsic with its length prefix.
    public UncheckedExtrinsic decode(Bytes bytes) throws DecodeException {
        ScaleReader in = new ScaleReader(bytes);
        int length = in.readLength(1);
        if (length != in.remaining()) {
            throw new DecodeException(in.offset(), "length prefix " + length + " before " + in.remaining() + " bytes");
        }
        int version = in.readByte();
        if ((version & ~SIGNED) != VERSION) {
            throw new DecodeException(in.offset() - 1, "extrinsic version " + (version & ~SIGNED) + "; expected 4");
        }
        Optional<UncheckedExtrinsic.Signed> signed = Optional.empty();
        if ((version & SIGNED) != 0) {
            MultiAddress address = ADDRESS.decode(in);
            MultiSignature signature = SIGNATURE.decode(in);
            List<Object> extras = new ArrayList<>(extensions.size());
            for (SignedExtension<?> extension : extensions) {
                extras.add(extension.codec().decode(in));
            }
            signed = Optional.of(new UncheckedExtrinsic.Signed(address, signature, extras));
        }
        RuntimeCall call = callCodec.decode(in);
        in.expectEnd();
        return new UncheckedExtrinsic(signed, call);
    }

    /// The bytes that the sender signs: call, extras and additionals, or their BLAKE2b-256 when longer than 256 bytes.
    /// Needs the state, since genesis hash and birth block are read from it.
    public Bytes signingPayload(RuntimeCall call, List<Object> extras) throws TransactionValidityException {
        ScaleWriter out = new ScaleWriter();
        callCodec.encode(call, out);
        encodeExtras(extras, out);
        for (int i = 0; i < extensions.size(); i++) {
            encodeAdditional(extensions.get(i), extras.get(i), out);
        }
        Bytes payload = out.toBytes();
        return payload.size() > HASHED_BEYOND ? Bytes.wrap(Blake2b.digest256(payload.unsafeArray())) : payload;
    }

    private void encodeExtras(List<Object> extras, ScaleWriter out) {
        for (int i = 0; i < extensions.size(); i++) {
            encodeExtra(extensions.get(i), extras.get(i), out);
        }
    }

    @SuppressWarnings("unchecked")
    private static <X> void encodeExtra(SignedExtension<X> extension, Object extra, ScaleWriter out) {
        extension.codec().encode((X) extra, out);
    }

    @SuppressWarnings("unchecked")
    private static <X> void encodeAdditional(SignedExtension<X> extension, Object extra, ScaleWriter out)
            throws TransactionValidityException {
        extension.encodeAdditional((X) extra, out);
    }
}
