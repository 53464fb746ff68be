package network.phala.pallet.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.phala.frame.dispatch.DispatchException;
import network.phala.pallet.mq.MessagePayload;
import network.phala.primitives.Sr25519Public;
import network.phala.types.WorkerIdentity;
import network.phala.types.messaging.GatekeeperChange;
import network.phala.types.messaging.GatekeeperLaunch;
import network.phala.types.messaging.GatekeeperRegistryEvent;
import network.phala.types.mq.Message;

/// The list of gatekeepers and the life of the master key.
final class Gatekeepers {
    private final PhalaRegistry registry;

    Gatekeepers(PhalaRegistry registry) {
        this.registry = registry;
    }

    void register(Sr25519Public worker) throws DispatchException {
        ensureNoRotation();
        List<Sr25519Public> list = new ArrayList<>(registry.gatekeeper.get());
        if (!list.isEmpty() && !registry.gatekeeperMasterPubkey.exists()) {
            throw registry.error(PhalaRegistryError.MASTER_KEY_UNINITIALIZED);
        }
        if (!list.contains(worker)) {
            WorkerInfoV2 info = info(worker);
            list.add(worker);
            registry.gatekeeper.put(list);
            if (list.size() == 1) {
                push(new GatekeeperLaunch.FirstGatekeeper(worker, info.ecdhPubkey()));
            } else {
                push(new GatekeeperChange.Registered(worker, info.ecdhPubkey()));
            }
        }
        registry.emit(new PhalaRegistryEvent.GatekeeperAdded(worker));
    }

    void unregister(Sr25519Public worker) throws DispatchException {
        ensureNoRotation();
        List<Sr25519Public> list = new ArrayList<>(registry.gatekeeper.get());
        if (!list.contains(worker)) {
            throw registry.error(PhalaRegistryError.INVALID_GATEKEEPER);
        }
        if (list.size() == 1) {
            throw registry.error(PhalaRegistryError.CANNOT_REMOVE_LAST_GATEKEEPER);
        }
        list.removeIf(worker::equals);
        registry.gatekeeper.put(list);
        push(new GatekeeperChange.Unregistered(worker));
    }

    void rotateMasterKey() throws DispatchException {
        ensureNoRotation();
        List<WorkerIdentity> identities = new ArrayList<>();
        for (Sr25519Public worker : registry.gatekeeper.get()) {
            identities.add(new WorkerIdentity(worker, info(worker).ecdhPubkey()));
        }
        long rotation = registry.rotationCounter.update(counter -> counter + 1);
        registry.masterKeyRotationLock.put(Optional.of(rotation));
        push(new GatekeeperLaunch.RotateMasterKey(rotation, identities));
    }

    private void ensureNoRotation() throws DispatchException {
        if (registry.masterKeyRotationLock.get().isPresent()) {
            throw registry.error(PhalaRegistryError.MASTER_KEY_IN_ROTATION);
        }
    }

    private WorkerInfoV2 info(Sr25519Public worker) throws DispatchException {
        return registry.workers.tryGet(worker).orElseThrow(() -> registry.error(PhalaRegistryError.WORKER_NOT_FOUND));
    }

    /// The first gatekeeper says which master key it made; said again it changes nothing.
    void onMasterPubkey(Sr25519Public worker, Sr25519Public masterKey) throws DispatchException {
        if (!registry.gatekeeper.get().contains(worker)) {
            throw registry.error(PhalaRegistryError.INVALID_GATEKEEPER);
        }
        Optional<Sr25519Public> known = registry.gatekeeperMasterPubkey.tryGet();
        if (known.isPresent()) {
            if (!known.get().equals(masterKey)) {
                throw registry.error(PhalaRegistryError.MASTER_KEY_MISMATCH);
            }
            return;
        }
        registry.gatekeeperMasterPubkey.put(masterKey);
        push(new GatekeeperLaunch.MasterPubkeyOnChain(masterKey));
        registry.gatekeeperLaunchedAt.put(new LaunchTime(
                registry.config.time().blockNumber(), registry.config.time().nowSeconds()));
        registry.emit(new PhalaRegistryEvent.GatekeeperLaunched());
    }

    void onMessage(Message message) throws DispatchException {
        Optional<GatekeeperRegistryEvent> event =
                MessagePayload.of(message, GatekeeperRegistryEvent.TOPIC, GatekeeperRegistryEvent.codec());
        if (event.isEmpty()) {
            return;
        }
        if (!message.sender().isGatekeeper()) {
            throw registry.error(PhalaRegistryError.INVALID_SENDER);
        }
        switch (event.get()) {
            case GatekeeperRegistryEvent.RotatedMasterPubkey(long rotation, Sr25519Public masterKey) ->
                onRotated(rotation, masterKey);
        }
    }

    private void onRotated(long rotation, Sr25519Public masterKey) throws DispatchException {
        Optional<Long> lock = registry.masterKeyRotationLock.get();
        if (!lock.equals(Optional.of(rotation))) {
            registry.emit(new PhalaRegistryEvent.MasterKeyRotationFailed(lock, rotation));
            throw registry.error(PhalaRegistryError.INVALID_ROTATED_MASTER_PUBKEY);
        }
        registry.gatekeeperMasterPubkey.put(masterKey);
        registry.masterKeyRotationLock.put(Optional.empty());
        registry.emit(new PhalaRegistryEvent.MasterKeyRotated(rotation, masterKey));
        push(new GatekeeperLaunch.MasterPubkeyRotated(masterKey));
    }

    void genesis(List<Sr25519Public> workers) {
        List<Sr25519Public> list = new ArrayList<>();
        for (Sr25519Public worker : workers) {
            Optional<WorkerInfoV2> info = registry.workers.tryGet(worker);
            if (info.isEmpty()) {
                continue;
            }
            list.add(worker);
            registry.gatekeeper.put(list);
            if (list.size() == 1) {
                registry.config
                        .mq()
                        .queue(
                                registry,
                                GatekeeperLaunch.TOPIC,
                                GatekeeperLaunch.codec(),
                                new GatekeeperLaunch.FirstGatekeeper(
                                        worker, info.get().ecdhPubkey()));
            } else {
                registry.config
                        .mq()
                        .queue(
                                registry,
                                GatekeeperChange.TOPIC,
                                GatekeeperChange.codec(),
                                new GatekeeperChange.Registered(
                                        worker, info.get().ecdhPubkey()));
            }
        }
    }

    private void push(GatekeeperLaunch event) throws DispatchException {
        registry.config.mq().push(registry, GatekeeperLaunch.TOPIC, GatekeeperLaunch.codec(), event);
    }

    private void push(GatekeeperChange event) throws DispatchException {
        registry.config.mq().push(registry, GatekeeperChange.TOPIC, GatekeeperChange.codec(), event);
    }
}
