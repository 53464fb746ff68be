package network.phala.pink.types;

import java.util.ArrayList;
import java.util.List;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.Scale;

/// What a session asks of the world outside the cluster, in the order of the events (`ExecSideEffects::V1`).
///
/// To be applied in this order: instantiated contracts, pink events, ink events.
public record SideEffects(List<FromContract> pinkEvents, List<InkEvent> inkEvents, List<Instantiation> instantiated) {
    public static final SideEffects NONE = new SideEffects(List.of(), List.of(), List.of());

    private static final Codec<SideEffects> CODEC_V1 = Scale.of(SideEffects.class);

    /// A pink event and the contract that emitted it.
    public record FromContract(AccountId contract, PinkEvent event) {}

    /// Any other contract event.
    public record InkEvent(AccountId contract, List<H256> topics, Bytes data) {}

    /// A contract that was made.
    public record Instantiation(AccountId deployer, AccountId contract) {}

    public SideEffects {
        pinkEvents = List.copyOf(pinkEvents);
        inkEvents = List.copyOf(inkEvents);
        instantiated = List.copyOf(instantiated);
    }

    /// Sorts a session's events into effects, and into those that the event chain shows.
    ///
    /// Follows phala-blockchain crates/pink/runtime/src/runtime/extension.rs, get_side_effects.
    ///
    /// @param runtime whose pink events these may be: those before 1.2 did not know the newest
    public static Sorted of(List<EventRecord> events, PinkRuntime runtime) {
        List<FromContract> pink = new ArrayList<>();
        List<InkEvent> ink = new ArrayList<>();
        List<Instantiation> made = new ArrayList<>();
        List<EventRecord> shown = new ArrayList<>();
        for (EventRecord entry : events) {
            boolean hidden = false;
            switch (entry.event()) {
                case RuntimeEvent.Contracts(ContractsEvent.Instantiated(AccountId deployer, AccountId contract)) ->
                    made.add(new Instantiation(deployer, contract));
                case RuntimeEvent.Contracts(ContractsEvent.ContractEmitted(AccountId contract, Bytes data)) -> {
                    if (entry.topics().size() == 1 && entry.topics().getFirst().equals(PinkEvent.TOPIC)) {
                        hidden = addPinkEvent(pink, contract, data, runtime);
                    } else {
                        ink.add(new InkEvent(contract, entry.topics(), data));
                    }
                }
                default -> {}
            }
            if (!hidden) {
                shown.add(entry);
            }
        }
        return new Sorted(new SideEffects(pink, ink, made), shown);
    }

    /// The effects, and the events without the private ones.
    public record Sorted(SideEffects effects, List<EventRecord> chainEvents) {}

    private static boolean addPinkEvent(List<FromContract> to, AccountId contract, Bytes data, PinkRuntime runtime) {
        if (!data.isEmpty() && (data.get(0) & 0xff) > runtime.lastPinkEvent()) {
            return false;
        }
        try {
            PinkEvent event = PinkEvent.CODEC_OF_EVENT.decodePrefix(data);
            to.add(new FromContract(contract, event));
            return event.isPrivate();
        } catch (DecodeException _) {
            return false; // dropped: the contract emitted something that is no pink event
        }
    }

    /// The wire form with its version byte 0.
    public Bytes encode() {
        return Bytes.concat(Bytes.of((byte) 0), CODEC_V1.encode(this));
    }
}
