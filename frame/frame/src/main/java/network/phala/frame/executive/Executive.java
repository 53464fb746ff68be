package network.phala.frame.executive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.frame.InherentData;
import network.phala.frame.Pallet;
import network.phala.frame.dispatch.DispatchClass;
import network.phala.frame.dispatch.DispatchError;
import network.phala.frame.dispatch.DispatchException;
import network.phala.frame.dispatch.DispatchInfo;
import network.phala.frame.dispatch.Origin;
import network.phala.frame.dispatch.PostDispatchInfo;
import network.phala.frame.dispatch.RuntimeCall;
import network.phala.frame.dispatch.RuntimePanic;
import network.phala.frame.dispatch.Weight;
import network.phala.frame.storage.Externalities;
import network.phala.frame.system.FrameSystem;
import network.phala.frame.system.PerDispatchClass;
import network.phala.frame.transaction.InvalidTransaction;
import network.phala.frame.transaction.MultiSignature;
import network.phala.frame.transaction.SignedExtension;
import network.phala.frame.transaction.TransactionSource;
import network.phala.frame.transaction.TransactionValidity;
import network.phala.frame.transaction.TransactionValidityException;
import network.phala.frame.transaction.UncheckedExtrinsic;
import network.phala.frame.transaction.UnknownTransaction;
import network.phala.frame.transaction.ValidTransaction;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.DecodeException;

/// Builds, executes and checks blocks of a [Runtime], and judges transactions. All methods work on the state bound by
/// [Externalities#run].
///
/// A block is [#initializeBlock], the inherents of [#inherentExtrinsics], transactions with [#applyExtrinsic], then
/// [#finalizeBlock]; [#executeBlock] does all of it for a block made by somebody else.
///
/// Follows polkadot-sdk 1.5.0 frame_executive lib.rs and sp_runtime generic/checked_extrinsic.rs.
public final class Executive {
    /// Where the original counts open layers while a call runs; a feed of storage changes shows it.
    private static final Bytes TRANSACTION_LEVEL = Bytes.ofUtf8(":transaction_level:");

    private final Runtime runtime;
    private final SignatureCheck signatures;

    public Executive(Runtime runtime) {
        this(runtime, MultiSignature::verify);
    }

    public Executive(Runtime runtime, SignatureCheck signatures) {
        this.runtime = runtime;
        this.signatures = signatures;
    }

    public Runtime runtime() {
        return runtime;
    }

    /// Opens a block. Of the digest only pre-runtime items count, the runtime deposits the others itself.
    public void initializeBlock(H256 parentHash, int number, Digest digest) {
        FrameSystem system = runtime.system();
        system.resetEvents();
        system.noteRuntime();
        List<DigestItem> preRuntime = digest.logs().stream()
                .filter(DigestItem.PreRuntime.class::isInstance)
                .toList();
        system.initialize(number, parentHash, new Digest(preRuntime));
        Weight weight = Weight.ZERO;
        for (Pallet<?, ?> pallet : runtime.pallets()) {
            weight = weight.add(pallet.onInitialize(number));
        }
        system.registerExtraWeight(weight.add(system.config().blockWeights().baseBlock()), DispatchClass.MANDATORY);
        system.noteFinishedInitialize();
    }

    /// The extrinsics that the author's data asks for, in pallet order.
    public List<Bytes> inherentExtrinsics(InherentData data) {
        List<Bytes> extrinsics = new ArrayList<>();
        for (Pallet<?, ?> pallet : runtime.pallets()) {
            pallet.createInherent(data)
                    .map(call -> new RuntimeCall(pallet.index(), call))
                    .map(UncheckedExtrinsic::bare)
                    .map(runtime.extrinsicFormat()::encode)
                    .ifPresent(extrinsics::add);
        }
        return extrinsics;
    }

    /// What is wrong with a block's inherents from the point of view of a node with this data, if anything.
    public Optional<String> checkInherents(List<Bytes> extrinsics, InherentData data) throws DecodeException {
        for (Bytes encoded : extrinsics) {
            UncheckedExtrinsic extrinsic = runtime.extrinsicFormat().decode(encoded);
            if (extrinsic.signed().isPresent()) {
                return Optional.empty();
            }
            Optional<String> wrong = runtime.palletOf(extrinsic.call())
                    .checkInherent(extrinsic.call().call(), data);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    /// Applies one encoded extrinsic. A refused one leaves no trace.
    ///
    /// @throws DecodeException when the bytes are no extrinsic
    public ApplyResult applyExtrinsic(Bytes encoded) throws DecodeException {
        UncheckedExtrinsic extrinsic = runtime.extrinsicFormat().decode(encoded);
        try {
            return Externalities.current().layer(() -> apply(extrinsic, encoded));
        } catch (TransactionValidityException e) {
            return new ApplyResult.Refused(e.error());
        } catch (RuntimePanic e) {
            return new ApplyResult.Panicked(String.valueOf(e.getMessage()));
        }
    }

    private ApplyResult apply(UncheckedExtrinsic extrinsic, Bytes encoded) throws TransactionValidityException {
        Optional<AccountId> sender = checkSignature(extrinsic);
        runtime.system().noteExtrinsic(encoded);
        DispatchInfo info = runtime.dispatchInfo(extrinsic.call());
        SignedExtension.Context context = new SignedExtension.Context(extrinsic.call(), info, encoded.size());
        List<SignedExtension.PostDispatch> after = preDispatch(extrinsic, sender, context);
        Optional<DispatchError> failure = Optional.empty();
        PostDispatchInfo post;
        try {
            post = runtime.dispatch(sender.map(Origin::signed).orElse(Origin.NONE), extrinsic.call());
        } catch (DispatchException e) {
            post = e.postInfo();
            failure = Optional.of(e.error());
        }
        Externalities.current().remove(TRANSACTION_LEVEL);
        for (SignedExtension.PostDispatch step : after) {
            step.run(context, post, failure.isEmpty());
        }
        if (failure.isPresent() && info.dispatchClass() == DispatchClass.MANDATORY) {
            throw new TransactionValidityException(InvalidTransaction.BAD_MANDATORY);
        }
        runtime.system().noteAppliedExtrinsic(failure, info, post);
        return new ApplyResult.Included(failure);
    }

    /// The sender, when there is one and the signature is right.
    private Optional<AccountId> checkSignature(UncheckedExtrinsic extrinsic) throws TransactionValidityException {
        if (extrinsic.signed().isEmpty()) {
            return Optional.empty();
        }
        UncheckedExtrinsic.Signed signed = extrinsic.signed().get();
        AccountId sender;
        try {
            sender = runtime.lookup().lookup(signed.address());
        } catch (DispatchException e) {
            throw new TransactionValidityException(UnknownTransaction.CANNOT_LOOKUP);
        }
        Bytes payload = runtime.extrinsicFormat().signingPayload(extrinsic.call(), signed.extras());
        if (!signatures.holds(signed.signature(), payload, sender)) {
            throw new TransactionValidityException(InvalidTransaction.BAD_PROOF);
        }
        return Optional.of(sender);
    }

    private List<SignedExtension.PostDispatch> preDispatch(
            UncheckedExtrinsic extrinsic, Optional<AccountId> sender, SignedExtension.Context context)
            throws TransactionValidityException {
        List<SignedExtension<?>> extensions = runtime.extrinsicFormat().extensions();
        List<SignedExtension.PostDispatch> after = new ArrayList<>(extensions.size());
        for (int i = 0; i < extensions.size(); i++) {
            SignedExtension<?> extension = extensions.get(i);
            after.add(
                    sender.isPresent()
                            ? preDispatch(
                                    extension,
                                    sender.get(),
                                    extrinsic.signed().orElseThrow().extras().get(i),
                                    context)
                            : extension.preDispatchUnsigned(context));
        }
        if (sender.isEmpty()) {
            runtime.palletOf(extrinsic.call())
                    .preDispatchUnsigned(extrinsic.call().call());
        }
        return after;
    }

    @SuppressWarnings("unchecked")
    private static <X> SignedExtension.PostDispatch preDispatch(
            SignedExtension<X> extension, AccountId who, Object extra, SignedExtension.Context context)
            throws TransactionValidityException {
        return extension.preDispatch(who, (X) extra, context);
    }

    /// Judges a transaction as one of the next block's. Writes that it needs are forgotten.
    ///
    /// @param blockHash the block on whose state this runs
    /// @throws DecodeException when the bytes are no extrinsic
    public TransactionValidity validateTransaction(TransactionSource source, Bytes encoded, H256 blockHash)
            throws DecodeException {
        UncheckedExtrinsic extrinsic = runtime.extrinsicFormat().decode(encoded);
        try {
            return Externalities.current().forget(() -> {
                FrameSystem system = runtime.system();
                system.initialize(system.blockNumber() + 1, blockHash, Digest.EMPTY);
                return new TransactionValidity.Valid(validate(source, extrinsic, encoded.size()));
            });
        } catch (TransactionValidityException e) {
            return e.error();
        }
    }

    private ValidTransaction validate(TransactionSource source, UncheckedExtrinsic extrinsic, int length)
            throws TransactionValidityException {
        Optional<AccountId> sender = checkSignature(extrinsic);
        DispatchInfo info = runtime.dispatchInfo(extrinsic.call());
        if (info.dispatchClass() == DispatchClass.MANDATORY) {
            throw new TransactionValidityException(InvalidTransaction.MANDATORY_VALIDATION);
        }
        SignedExtension.Context context = new SignedExtension.Context(extrinsic.call(), info, length);
        List<SignedExtension<?>> extensions = runtime.extrinsicFormat().extensions();
        ValidTransaction verdict = ValidTransaction.DEFAULT;
        for (int i = 0; i < extensions.size(); i++) {
            SignedExtension<?> extension = extensions.get(i);
            verdict = verdict.combine(
                    sender.isPresent()
                            ? validate(
                                    extension,
                                    sender.get(),
                                    extrinsic.signed().orElseThrow().extras().get(i),
                                    context)
                            : extension.validateUnsigned(context));
        }
        return sender.isPresent()
                ? verdict
                : verdict.combine(runtime.palletOf(extrinsic.call())
                        .validateUnsigned(source, extrinsic.call().call()));
    }

    @SuppressWarnings("unchecked")
    private static <X> ValidTransaction validate(
            SignedExtension<X> extension, AccountId who, Object extra, SignedExtension.Context context)
            throws TransactionValidityException {
        return extension.validate(who, (X) extra, context);
    }

    /// Closes the block: hooks, extrinsics root, state root.
    public Header finalizeBlock() {
        FrameSystem system = runtime.system();
        system.noteFinishedExtrinsics();
        int number = system.blockNumber();
        onIdle(number);
        for (Pallet<?, ?> pallet : runtime.pallets()) {
            pallet.onFinalize(number);
        }
        return system.finish();
    }

    /// Offers what weight is left to the pallets, starting with another one in each block.
    private void onIdle(int number) {
        FrameSystem system = runtime.system();
        PerDispatchClass<Weight> consumed = system.blockWeight();
        Weight total = consumed.normal().add(consumed.operational()).add(consumed.mandatory());
        Weight remaining = system.config().blockWeights().maxBlock().subtract(total);
        if (remaining.refTime() == 0 || remaining.proofSize() == 0) {
            return;
        }
        Weight used = Weight.ZERO;
        List<Pallet<?, ?>> pallets = runtime.pallets();
        int start = Integer.remainderUnsigned(number, pallets.size());
        for (int i = 0; i < pallets.size(); i++) {
            Pallet<?, ?> pallet = pallets.get((start + i) % pallets.size());
            used = used.add(pallet.onIdle(number, remaining.subtract(used)));
        }
        system.registerExtraWeight(used, DispatchClass.MANDATORY);
    }

    /// A block is not what its header says, or may not be built like this.
    public static final class BlockException extends Exception {
        public BlockException(String message) {
            super(message);
        }
    }

    /// Executes a whole block and compares what comes out with its header.
    ///
    /// @throws BlockException when an extrinsic cannot be in a block, or number, parent, digest or a root differ
    public void executeBlock(Header header, List<Bytes> extrinsics) throws BlockException {
        try {
            execute(header, extrinsics);
        } catch (RuntimePanic e) {
            throw new BlockException("Block " + header.number() + " makes the runtime panic: " + e.getMessage());
        }
    }

    private void execute(Header header, List<Bytes> extrinsics) throws BlockException {
        int parentNumber = runtime.system().blockNumber();
        if (header.number() != parentNumber + 1) {
            throw new BlockException("Block number " + header.number() + "; expected " + (parentNumber + 1));
        }
        initializeBlock(header.parentHash(), header.number(), header.digest());
        checkInherentsComeFirst(extrinsics);
        for (int i = 0; i < extrinsics.size(); i++) {
            applyOrThrow(i, extrinsics.get(i));
        }
        Header computed = finalizeBlock();
        if (!computed.digest().equals(header.digest())) {
            throw new BlockException("Digest " + header.digest() + "; expected " + computed.digest());
        }
        if (!computed.stateRoot().equals(header.stateRoot())) {
            throw new BlockException("State root " + header.stateRoot() + "; expected " + computed.stateRoot());
        }
        if (!computed.extrinsicsRoot().equals(header.extrinsicsRoot())) {
            throw new BlockException(
                    "Extrinsics root " + header.extrinsicsRoot() + "; expected " + computed.extrinsicsRoot());
        }
    }

    private void checkInherentsComeFirst(List<Bytes> extrinsics) throws BlockException {
        boolean others = false;
        for (int i = 0; i < extrinsics.size(); i++) {
            boolean inherent;
            try {
                UncheckedExtrinsic extrinsic = runtime.extrinsicFormat().decode(extrinsics.get(i));
                inherent = extrinsic.signed().isEmpty()
                        && runtime.palletOf(extrinsic.call())
                                .isInherent(extrinsic.call().call());
            } catch (DecodeException e) {
                throw new BlockException("Extrinsic " + i + " does not decode: " + e.getMessage());
            }
            if (inherent && others) {
                throw new BlockException("Extrinsic " + i + " is an inherent behind others; inherents come first");
            }
            others |= !inherent;
        }
    }

    private void applyOrThrow(int index, Bytes extrinsic) throws BlockException {
        try {
            switch (applyExtrinsic(extrinsic)) {
                case ApplyResult.Included _ -> {}
                case ApplyResult.Refused(var reason) ->
                    throw new BlockException("Extrinsic " + index + " is refused: " + reason);
                case ApplyResult.Panicked(String reason) ->
                    throw new BlockException("Extrinsic " + index + " makes the runtime panic: " + reason);
            }
        } catch (DecodeException e) {
            throw new BlockException("Extrinsic " + index + " does not decode: " + e.getMessage());
        }
    }
}
