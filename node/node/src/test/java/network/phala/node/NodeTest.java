package network.phala.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.phala.block.Digest;
import network.phala.block.DigestItem;
import network.phala.block.Header;
import network.phala.chain.SoloEngine.Sealing;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Ss58;
import network.phala.lightclient.LightClient;
import network.phala.node.DevAccount.Terms;
import network.phala.primitives.Bytes;
import network.phala.primitives.H256;
import network.phala.primitives.U128;
import network.phala.rpc.RpcClient;
import network.phala.scale.Codecs;
import network.phala.scale.Scale;
import network.phala.scale.ScaleReader;
import network.phala.storage.State;
import network.phala.storage.StorageChange;
import network.phala.storage.StorageChanges;
import network.phala.trie.StorageProof;
import network.phala.types.sync.Authority;
import network.phala.types.sync.AuthoritySet;
import network.phala.types.sync.GenesisBlockInfo;
import network.phala.types.sync.HeaderToSync;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A development node over real HTTP and WebSocket, as a client sees it: nothing here looks inside.
class NodeTest {
    private static final DevAccount ALICE = DevAccount.of("//Alice");
    private static final DevAccount BOB = DevAccount.of("//Bob");
    private static final Bytes EVENTS =
            Bytes.fromHex("0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7");
    private static final Bytes AUTHORITIES =
            Bytes.fromHex("0x5f9cc45b7a00c5899361e1c6099678dc5e0621c4869aa60c02be9adcc98a0d1d");

    private static Node node;
    private static RpcClient client;
    private static H256 genesis;

    @BeforeAll
    static void start() throws Exception {
        node = Node.start(NodeConfig.dev(200, Sealing.INTERVAL));
        client = new RpcClient(node.port());
        genesis = H256.fromHex(client.result("chain_getBlockHash", "[0]").stringValue());
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
    }

    private static String quoted(Object value) {
        return "[\"" + value + "\"]";
    }

    private static int nonce(DevAccount account) throws Exception {
        return client.result("system_accountNextIndex", quoted(Ss58.encode(account.id(), 30)))
                .intValue();
    }

    /// Submits and waits until it is final. Gives the hash of its block.
    private static H256 include(Bytes extrinsic) throws Exception {
        try (RpcClient.Socket socket = client.connect()) {
            socket.result("author_submitAndWatchExtrinsic", quoted(extrinsic));
            String block = "";
            while (true) {
                JsonNode status = socket.next().get("params").get("result");
                if (status.has("inBlock")) {
                    block = status.get("inBlock").stringValue();
                } else if (status.has("finalized")) {
                    assertThat(status.get("finalized").stringValue()).isEqualTo(block);
                    return H256.fromHex(block);
                } else {
                    assertThat(status.isString() && status.stringValue().equals("ready"))
                            .as("%s", status)
                            .isTrue();
                }
            }
        }
    }

    private static Header header(JsonNode json) throws Exception {
        List<DigestItem> logs = new ArrayList<>();
        for (JsonNode log : json.get("digest").get("logs")) {
            logs.add(Scale.of(DigestItem.class).decodeAll(Bytes.fromHex(log.stringValue())));
        }
        return new Header(
                H256.fromHex(json.get("parentHash").stringValue()),
                Integer.parseUnsignedInt(json.get("number").stringValue().substring(2), 16),
                H256.fromHex(json.get("stateRoot").stringValue()),
                H256.fromHex(json.get("extrinsicsRoot").stringValue()),
                new Digest(logs));
    }

    @Test
    void servesEverythingThatItsClientsCall() throws Exception {
        List<String> served = new ArrayList<>();
        client.result("rpc_methods", "[]").get("methods").forEach(name -> served.add(name.stringValue()));
        assertThat(served)
                .contains(
                        "rpc_methods",
                        "chain_getBlockHash",
                        "state_getRuntimeVersion",
                        "system_chain",
                        "system_properties",
                        "state_getMetadata",
                        "state_subscribeRuntimeVersion",
                        "state_unsubscribeRuntimeVersion",
                        "system_health",
                        "state_queryStorageAt",
                        "state_subscribeStorage",
                        "state_unsubscribeStorage",
                        "state_getKeysPaged",
                        "state_getStorage",
                        "chain_getHeader",
                        "chain_getFinalizedHead",
                        "chain_getBlock",
                        "system_accountNextIndex",
                        "author_submitAndWatchExtrinsic",
                        "author_unwatchExtrinsic",
                        "author_submitExtrinsic",
                        "state_getReadProof",
                        "state_getPairs",
                        "grandpa_proveFinality",
                        "system_syncState",
                        "pha_getStorageChanges",
                        "pha_getStorageChangesWithRoot",
                        "pha_getStorageChangesAt",
                        "pha_getMqNextSequence",
                        "state_call",
                        "chain_subscribeNewHeads",
                        "chain_subscribeNewHead",
                        "chain_subscribeFinalizedHeads",
                        "chain_subscribeAllHeads",
                        "author_pendingExtrinsics",
                        "payment_queryInfo",
                        "payment_queryFeeDetails",
                        "system_name",
                        "system_version",
                        "system_chainType",
                        "system_peers",
                        "system_nodeRoles",
                        "system_dryRun");
    }

    @Test
    void tellsWhatItIs() throws Exception {
        assertThat(client.result("system_chain", "[]").stringValue()).isEqualTo("Phala Development");
        assertThat(client.result("system_name", "[]").stringValue()).isEqualTo("Phala Substrate Node");
        assertThat(client.result("system_chainType", "[]").stringValue()).isEqualTo("Development");
        assertThat(client.result("system_properties", "[]").toString()).isEqualTo("{}");
        assertThat(client.result("system_health", "[]").toString())
                .isEqualTo("{\"peers\":0,\"isSyncing\":false,\"shouldHavePeers\":false}");
        JsonNode version = client.result("state_getRuntimeVersion", "[]");
        assertThat(version.get("specName").stringValue()).isEqualTo("phala-node");
        assertThat(version.get("specVersion").intValue()).isEqualTo(101);
        assertThat(version.get("transactionVersion").intValue()).isEqualTo(1);
        assertThat(version.get("stateVersion").intValue()).isZero();
        assertThat(version.get("apis").toString()).contains("[\"0xdf6acb689907609b\",4]");
    }

    @Test
    void headersHashToTheirBlocksHash() throws Exception {
        include(ALICE.sign(DevAccount.remark(3), nonce(ALICE), Terms.immortal(genesis)));
        H256 hash = H256.fromHex(client.result("chain_getBlockHash", "[]").stringValue());
        while (!hash.equals(H256.ZERO)) {
            Header header = header(client.result("chain_getHeader", quoted(hash)));
            assertThat(header.hash()).isEqualTo(hash);
            assertThat(client.result("chain_getBlockHash", "[" + header.number() + "]")
                            .stringValue())
                    .isEqualTo(hash.toHex());
            hash = header.parentHash();
        }
        assertThat(client.result("chain_getHeader", quoted(H256.ZERO)).isNull()).isTrue();
        assertThat(client.result("chain_getBlockHash", "[4294967295]").isNull()).isTrue();
        assertThat(client.result("chain_getBlockHash", "[[0,1]]").size()).isEqualTo(2);
    }

    @Test
    void aTransferIsIncludedThenFinalAndItsEventsAreThere() throws Exception {
        JsonNode before = account(BOB);
        H256 block = include(
                ALICE.sign(DevAccount.transfer(BOB.id(), 5_000_000_000_000L), nonce(ALICE), Terms.immortal(genesis)));
        JsonNode signed = client.result("chain_getBlock", quoted(block));
        assertThat(signed.get("block").get("extrinsics").size()).isGreaterThanOrEqualTo(2);
        assertThat(signed.get("justifications").get(0).get(0).toString()).isEqualTo("[70,82,78,75]");
        assertThat(signed.get("justifications").get(0).get(1).size()).isEqualTo(46 + 132 * 1);
        String events = client.result("state_getStorage", "[\"" + EVENTS + "\",\"" + block + "\"]")
                .stringValue();
        assertThat(events).contains(BOB.id().toHex().substring(2));
        assertThat(account(BOB)).isNotEqualTo(before);
    }

    private static Bytes accountKey(DevAccount account) {
        return Bytes.concat(
                Bytes.fromHex("0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"),
                Bytes.wrap(Blake2b.digest128(account.id().toBytes().unsafeArray())),
                account.id().toBytes());
    }

    private static JsonNode account(DevAccount account) throws Exception {
        return client.result("state_getStorage", quoted(accountKey(account)));
    }

    @Test
    void theStateAtTheBestBlockHasTheBlockWhenInclusionIsTold() throws Exception {
        try (RpcClient.Socket socket = client.connect()) {
            for (int i = 0; i < 5; i++) {
                int nonce = nonce(BOB);
                Bytes extrinsic = BOB.sign(DevAccount.remark(1), nonce, Terms.immortal(genesis));
                String id = socket.result("author_submitAndWatchExtrinsic", quoted(extrinsic))
                        .stringValue();
                JsonNode status = socket.next();
                while (!status.get("params").get("result").has("inBlock")) {
                    status = socket.next();
                }
                Bytes account = Bytes.fromHex(account(BOB).stringValue());
                assertThat(new ScaleReader(account).readInt()).isEqualTo(nonce + 1);
                socket.send(RpcClient.request(1, "author_unwatchExtrinsic", quoted(id)));
                JsonNode answer = socket.next();
                while (!answer.has("id")) {
                    answer = socket.next();
                }
                // Whether there was still something to end: the block may have become final meanwhile.
                assertThat(answer.get("result").isBoolean()).isTrue();
            }
        }
    }

    @Test
    void readsStorageInAllWays() throws Exception {
        Bytes key = accountKey(ALICE);
        Bytes missing = Bytes.fromHex("0x1234");
        JsonNode sets = client.result("state_queryStorageAt", "[[\"" + key + "\",\"" + missing + "\"]]");
        JsonNode changes = sets.get(0).get("changes");
        assertThat(changes.size()).isEqualTo(2);
        assertThat(changes.get(1).toString()).isEqualTo("[\"0x1234\",null]");
        String value = changes.get(0).get(1).stringValue();
        String at = sets.get(0).get("block").stringValue();
        assertThat(client.result("state_getStorage", "[\"" + key + "\",\"" + at + "\"]")
                        .stringValue())
                .isEqualTo(value);
        assertThat(client.result("state_getStorageSize", "[\"" + key + "\",\"" + at + "\"]")
                        .intValue())
                .isEqualTo(value.length() / 2 - 1);
        assertThat(client.result("state_getStorageHash", "[\"" + key + "\",\"" + at + "\"]")
                        .stringValue())
                .isEqualTo(new H256(Blake2b.hash256(Bytes.fromHex(value).unsafeArray())).toHex());
        assertThat(client.result("state_getStorage", quoted(missing)).isNull()).isTrue();
        Bytes prefix = key.slice(0, 32);
        List<String> keys = pages(prefix, 3, genesis);
        assertThat(keys).contains(key.toHex()).isSorted().doesNotHaveDuplicates();
        assertThat(pages(prefix, 1000, genesis)).isEqualTo(keys);
        JsonNode pairs = client.result("state_getPairs", "[\"" + prefix + "\",\"" + genesis + "\"]");
        assertThat(pairs.size()).isEqualTo(keys.size());
    }

    private static List<String> pages(Bytes prefix, int size, H256 at) throws Exception {
        List<String> keys = new ArrayList<>();
        String start = prefix.toHex();
        while (true) {
            JsonNode page = client.result(
                    "state_getKeysPaged", "[\"" + prefix + "\"," + size + ",\"" + start + "\",\"" + at + "\"]");
            page.forEach(key -> keys.add(key.stringValue()));
            if (page.size() < size) {
                return keys;
            }
            start = keys.getLast();
        }
    }

    @Test
    void refusesTooLargePagesAndUnknownBlocks() throws Exception {
        assertThat(client.error("state_getKeysPaged", "[\"0x\",1001]")
                        .get("code")
                        .intValue())
                .isEqualTo(4002);
        JsonNode unknown = client.error("state_getStorage", "[\"0x00\",\"0x" + "11".repeat(32) + "\"]");
        assertThat(unknown.get("code").intValue()).isEqualTo(4003);
        assertThat(unknown.get("message").stringValue()).contains("UnknownBlock", "0x1111");
        assertThat(client.error("state_call", "[\"No_such\",\"0x\"]")
                        .get("code")
                        .intValue())
                .isEqualTo(4003);
        assertThat(client.error("state_call", "[\"AccountNonceApi_account_nonce\",\"0x01\"]")
                        .get("code")
                        .intValue())
                .isEqualTo(4003);
        assertThat(client.error("pha_getStorageChanges", "[\"0x" + "11".repeat(32) + "\",\"" + genesis + "\"]")
                        .get("code")
                        .intValue())
                .isEqualTo(10000);
    }

    @Test
    void pushesTheValuesOfSubscribedKeys() throws Exception {
        try (RpcClient.Socket socket = client.connect()) {
            Bytes key = accountKey(BOB);
            String id = socket.result("state_subscribeStorage", "[[\"" + key + "\",\"0x99\"]]")
                    .stringValue();
            JsonNode first = socket.next();
            assertThat(first.get("method").stringValue()).isEqualTo("state_storage");
            assertThat(first.get("params").get("result").get("changes").size()).isEqualTo(2);
            include(ALICE.sign(
                    DevAccount.transfer(BOB.id(), 1_000_000_000_000L), nonce(ALICE), Terms.immortal(genesis)));
            JsonNode second = socket.next().get("params");
            assertThat(second.get("subscription").stringValue()).isEqualTo(id);
            JsonNode changes = second.get("result").get("changes");
            assertThat(changes.size()).isEqualTo(1);
            assertThat(changes.get(0).get(0).stringValue()).isEqualTo(key.toHex());
        }
    }

    @Test
    void pushesHeadsInOrderFinalOnesBehind() throws Exception {
        // On one connection, so that what comes first has happened first, whenever it is read.
        try (RpcClient.Socket heads = client.connect()) {
            heads.send(RpcClient.request(1, "chain_subscribeNewHead", "[]"));
            heads.send(RpcClient.request(2, "chain_subscribeFinalizedHeads", "[]"));
            List<Integer> best = new ArrayList<>();
            List<Integer> last = new ArrayList<>();
            while (best.size() < 5 || last.size() < 5) {
                JsonNode message = heads.next();
                if (message.has("id")) {
                    continue;
                }
                boolean isBest = message.get("method").stringValue().equals("chain_newHead");
                List<Integer> numbers = isBest ? best : last;
                int number = number(message, isBest ? "chain_newHead" : "chain_finalizedHead");
                if (!numbers.isEmpty()) {
                    assertThat(number).isEqualTo(numbers.getLast() + 1);
                }
                numbers.add(number);
                if (!isBest && last.size() > 1 && best.size() > 1) {
                    assertThat(best.getLast() - number)
                            .as("blocks behind the best")
                            .isBetween(1, 2);
                }
            }
        }
    }

    private static int number(JsonNode pushed, String name) {
        assertThat(pushed.get("method").stringValue()).isEqualTo(name);
        return Integer.parseUnsignedInt(
                pushed.get("params").get("result").get("number").stringValue().substring(2), 16);
    }

    @Test
    void pushesTheRuntimeVersionAtOnce() throws Exception {
        try (RpcClient.Socket socket = client.connect()) {
            socket.result("state_subscribeRuntimeVersion", "[]");
            JsonNode pushed = socket.next();
            assertThat(pushed.get("method").stringValue()).isEqualTo("state_runtimeVersion");
            assertThat(pushed.get("params").get("result").get("specVersion").intValue())
                    .isEqualTo(101);
        }
    }

    @Test
    void provesReadsAgainstTheStateRoot() throws Exception {
        JsonNode read = client.result("state_getReadProof", "[[\"" + accountKey(ALICE) + "\",\"0x1234\"]]");
        String at = read.get("at").stringValue();
        List<Bytes> nodes = new ArrayList<>();
        read.get("proof").forEach(one -> nodes.add(Bytes.fromHex(one.stringValue())));
        H256 root = header(client.result("chain_getHeader", quoted(at))).stateRoot();
        StorageProof.Reader reader = new StorageProof(nodes).under(root);
        assertThat(reader.get(accountKey(ALICE)).map(Bytes::toHex))
                .contains(client.result("state_getStorage", "[\"" + accountKey(ALICE) + "\",\"" + at + "\"]")
                        .stringValue());
        assertThat(reader.get(Bytes.fromHex("0x1234"))).isEmpty();
    }

    @Test
    void countsThePoolInTheNextNonce() throws Exception {
        DevAccount charlie = DevAccount.of("//Charlie");
        int nonce = nonce(charlie);
        for (int i = 0; i < 3; i++) {
            client.result(
                    "author_submitExtrinsic",
                    quoted(charlie.sign(DevAccount.remark(i), nonce + i, Terms.immortal(genesis))));
            assertThat(nonce(charlie)).isEqualTo(nonce + i + 1);
        }
        assertThat(client.result("account_nextIndex", quoted(charlie.id().toHex()))
                        .intValue())
                .isEqualTo(nonce + 3);
        assertThat(client.error("system_accountNextIndex", "[\"nobody\"]")
                        .get("code")
                        .intValue())
                .isEqualTo(-32602);
    }

    @Test
    void aFutureTransactionWaitsForItsNonce() throws Exception {
        DevAccount dave = DevAccount.of("//Dave");
        int nonce = nonce(dave);
        try (RpcClient.Socket socket = client.connect()) {
            Bytes second = dave.sign(DevAccount.remark(2), nonce + 1, Terms.immortal(genesis));
            socket.result("author_submitAndWatchExtrinsic", quoted(second));
            assertThat(status(socket)).isEqualTo("\"future\"");
            assertThat(nonce(dave)).isEqualTo(nonce);
            client.result(
                    "author_submitExtrinsic", quoted(dave.sign(DevAccount.remark(1), nonce, Terms.immortal(genesis))));
            assertThat(status(socket)).isEqualTo("\"ready\"");
            assertThat(status(socket)).contains("inBlock");
            assertThat(status(socket)).contains("finalized");
        }
    }

    private static String status(RpcClient.Socket socket) throws InterruptedException {
        return socket.next().get("params").get("result").toString();
    }

    /// Each kind of bad extrinsic gets the error that Substrate clients know, and the pool keeps nothing of
    /// it.
    @Test
    void refusesBadExtrinsicsAndKeepsNothingOfThem() throws Exception {
        DevAccount eve = DevAccount.of("//Eve");
        Terms good = Terms.immortal(genesis);
        include(eve.sign(DevAccount.remark(0), nonce(eve), good));
        int nonce = nonce(eve);
        Bytes call = DevAccount.remark(8);
        H256 otherGenesis = H256.fromHex("0x" + "22".repeat(32));
        assertRefused(eve.sign(call, nonce - 1, good), 1010, "Transaction is outdated");
        assertRefused(altered(eve.sign(call, nonce, good), 60), 1010, "Transaction has a bad signature");
        assertRefused(
                eve.sign(call, nonce, new Terms(101, 1, otherGenesis, good.era(), genesis)),
                1010,
                "Transaction has a bad signature");
        assertRefused(
                eve.sign(call, nonce, new Terms(100, 1, genesis, good.era(), genesis)),
                1010,
                "Transaction has a bad signature");
        assertRefused(
                eve.sign(call, nonce, new Terms(101, 2, genesis, good.era(), genesis)),
                1010,
                "Transaction has a bad signature");
        // A period of 65536 blocks that begins at block 60000, of which this chain knows no hash.
        Bytes unknownBirth = Bytes.fromHex("0x6fea");
        assertRefused(
                eve.sign(call, nonce, new Terms(101, 1, genesis, unknownBirth, genesis)),
                1010,
                "Transaction has an ancient birth block");
        assertRefused(
                DevAccount.of("//Nobody").sign(call, 0, good),
                1010,
                "Inability to pay some fees (e.g. account balance too low)");
        assertRefused(
                eve.sign(DevAccount.remark(4_000_000), nonce, good),
                1010,
                "Transaction would exhaust the block limits");
        assertRefused(
                Bytes.fromHex("0x280404000b415c5c18a301"),
                1010,
                "Transaction dispatch is mandatory; transactions must not be validated.");
        assertThat(refused(Bytes.fromHex("0x00")).get("code").intValue()).isEqualTo(1002);
        assertThat(refused(Bytes.fromHex("0x0c84ffff")).get("code").intValue()).isEqualTo(1002);
        assertThat(refused(Bytes.fromHex("0xff")).get("code").intValue()).isEqualTo(1001);
        assertThat(client.error("author_submitExtrinsic", "[\"0xabc\"]")
                        .get("code")
                        .intValue())
                .isEqualTo(-32602);
        Bytes once = eve.sign(call, nonce, good);
        client.result("author_submitExtrinsic", quoted(once));
        // In the pool still, or in a block already.
        assertThat(client.error("author_submitExtrinsic", quoted(once))
                        .get("code")
                        .intValue())
                .isIn(1012, 1013);
    }

    private static Bytes altered(Bytes extrinsic, int at) {
        byte[] bytes = extrinsic.toArray();
        bytes[at] ^= 1;
        return Bytes.wrap(bytes);
    }

    private static JsonNode refused(Bytes extrinsic) throws Exception {
        JsonNode error = client.error("author_submitExtrinsic", quoted(extrinsic));
        assertThat(client.result("author_pendingExtrinsics", "[]").toString()).doesNotContain(extrinsic.toHex() + "\"");
        return error;
    }

    private static void assertRefused(Bytes extrinsic, int code, String data) throws Exception {
        JsonNode error = refused(extrinsic);
        assertThat(error.get("code").intValue()).as("%s", error).isEqualTo(code);
        assertThat(error.get("message").stringValue()).isEqualTo("Invalid Transaction");
        assertThat(error.get("data").stringValue()).isEqualTo(data);
    }

    @Test
    void replacesATransactionOnlyForAHigherTip() throws Exception {
        DevAccount ferdie = DevAccount.of("//Ferdie");
        Terms terms = Terms.immortal(genesis);
        int nonce = nonce(ferdie) + 1;
        try (RpcClient.Socket socket = client.connect()) {
            // Both wait for the nonce before, so that no block comes in between; when it comes, the dearer one goes.
            Bytes cheap = ferdie.sign(DevAccount.remark(1), nonce, terms);
            Bytes dear = ferdie.sign(DevAccount.remark(1), nonce, U128.of(1_000_000_000_000L), terms);
            socket.result("author_submitAndWatchExtrinsic", quoted(dear));
            assertThat(status(socket)).isEqualTo("\"future\"");
            client.result("author_submitExtrinsic", quoted(cheap));
            client.result("author_submitExtrinsic", quoted(ferdie.sign(DevAccount.remark(1), nonce - 1, terms)));
            assertThat(status(socket)).isEqualTo("\"ready\"");
            assertThat(status(socket)).contains("inBlock");
        }
    }

    @Test
    void tellsWhatATransactionCosts() throws Exception {
        Bytes extrinsic = ALICE.sign(DevAccount.transfer(BOB.id(), 1), 0, Terms.immortal(genesis));
        JsonNode info = client.result("payment_queryInfo", quoted(extrinsic));
        assertThat(info.get("class").stringValue()).isEqualTo("normal");
        assertThat(info.get("weight").get("ref_time").longValue()).isPositive();
        U128 fee = U128.parse(info.get("partialFee").stringValue());
        JsonNode details =
                client.result("payment_queryFeeDetails", quoted(extrinsic)).get("inclusionFee");
        U128 sum = U128.ZERO;
        for (String part : List.of("baseFee", "lenFee", "adjustedWeightFee")) {
            sum = sum.add(U128.of(
                    new java.math.BigInteger(details.get(part).stringValue().substring(2), 16)));
        }
        assertThat(sum).isEqualTo(fee);
        assertThat(details.get("lenFee").stringValue()).isEqualTo("0x" + Integer.toHexString(extrinsic.size()));
    }

    @Test
    void servesMetadataInBothWays() throws Exception {
        String metadata = client.result("state_getMetadata", "[]").stringValue();
        assertThat(metadata).startsWith("0x6d6574610e");
        Bytes versions = Bytes.fromHex(client.result("state_call", "[\"Metadata_metadata_versions\",\"0x\"]")
                .stringValue());
        assertThat(versions.toHex()).isEqualTo("0x080e0000000f000000");
        Bytes fourteen = Bytes.fromHex(client.result("state_call", "[\"Metadata_metadata_at_version\",\"0x0e000000\"]")
                .stringValue());
        assertThat(fourteen.get(0)).isEqualTo((byte) 1);
        assertThat(new ScaleReader(fourteen.slice(1, fourteen.size())).readVec().toHex())
                .isEqualTo(metadata);
        assertThat(client.result("state_call", "[\"Metadata_metadata_at_version\",\"0x63000000\"]")
                        .stringValue())
                .isEqualTo("0x00");
    }

    /// The whole way of pherry and its worker: genesis with proof, headers with justification, changes to
    /// the roots.
    @Test
    void aLightClientFollowsTheChainFromGenesis() throws Exception {
        include(ALICE.sign(DevAccount.transfer(BOB.id(), 7_000_000_000_000L), nonce(ALICE), Terms.immortal(genesis)));
        LightClient follower = LightClient.start(genesisInfo());
        List<H256> hashes = new ArrayList<>();
        Header first = header(client.result("chain_getHeader", quoted(genesis)));
        Bytes proof =
                Bytes.fromHex(client.result("grandpa_proveFinality", "[0]").stringValue());
        ScaleReader in = new ScaleReader(proof);
        H256 target = H256.of(in.readArray(32));
        Bytes justification = in.readVec();
        List<Header> headers = new ArrayList<>(List.of(first));
        for (int left = in.readLength(98); left > 0; left--) {
            headers.add(Scale.of(Header.class).decode(in));
        }
        in.expectEnd();
        List<HeaderToSync> batch = new ArrayList<>();
        for (Header header : headers) {
            hashes.add(header.hash());
            boolean last = header == headers.getLast();
            batch.add(new HeaderToSync(header, last ? Optional.of(justification) : Optional.empty()));
        }
        assertThat(hashes.getLast()).isEqualTo(target);
        follower.syncHeaders(batch);
        JsonNode blocks = client.result("pha_getStorageChangesWithRoot", "[\"" + genesis + "\",\"" + target + "\"]");
        assertThat(blocks.size()).isEqualTo(headers.size());
        State state = State.EMPTY.apply(changes(blocks.get(0).get("changes")));
        assertThat(state.root()).isEqualTo(first.stateRoot());
        for (int number = 1; number < headers.size(); number++) {
            State next = state.apply(changes(blocks.get(number).get("changes")));
            follower.acceptBlock(number, state.root(), next.root());
            byte[] root = new byte[32];
            for (int i = 0; i < 32; i++) {
                root[i] = (byte) blocks.get(number).get("stateRoot").get(i).intValue();
            }
            assertThat(H256.of(root)).isEqualTo(next.root());
            state = next;
        }
        assertThat(client.error("grandpa_proveFinality", "[4000000000]")
                        .get("message")
                        .stringValue())
                .contains("not yet been finalized");
    }

    private static GenesisBlockInfo genesisInfo() throws Exception {
        JsonNode read = client.result("state_getReadProof", "[[\"" + AUTHORITIES + "\"],\"" + genesis + "\"]");
        List<Bytes> nodes = new ArrayList<>();
        read.get("proof").forEach(one -> nodes.add(Bytes.fromHex(one.stringValue())));
        Bytes authorities =
                Bytes.fromHex(client.result("state_getStorage", "[\"" + AUTHORITIES + "\",\"" + genesis + "\"]")
                        .stringValue());
        List<Authority> list = Codecs.vec(Scale.of(Authority.class)).decodeAll(authorities);
        return new GenesisBlockInfo(
                header(client.result("chain_getHeader", quoted(genesis))), new AuthoritySet(list, 0), nodes);
    }

    private static StorageChanges changes(JsonNode json) {
        List<StorageChange> main = new ArrayList<>();
        json.get("mainStorageChanges")
                .forEach(change -> main.add(new StorageChange(
                        Bytes.fromHex(change.get(0).stringValue()),
                        change.get(1).isNull()
                                ? null
                                : Bytes.fromHex(change.get(1).stringValue()))));
        assertThat(json.get("childStorageChanges").size()).isZero();
        return new StorageChanges(main, List.of());
    }

    @Test
    void countsTheSequencesOfMessageSenders() throws Exception {
        assertThat(client.result("pha_getMqNextSequence", "[\"05\"]").intValue())
                .isZero();
        assertThat(client.error("pha_getMqNextSequence", "[\"fe\"]").get("code").intValue())
                .isEqualTo(10000);
    }

    @Test
    void survivesRandomParameters() throws Exception {
        long seed = Long.getLong("seed", 5L);
        Random random = new Random(seed);
        List<String> names = new ArrayList<>();
        client.result("rpc_methods", "[]").get("methods").forEach(name -> names.add(name.stringValue()));
        String[] values = {
            "null",
            "0",
            "-1",
            "1e99",
            "true",
            "\"\"",
            "\"0x\"",
            "\"0x00\"",
            "\"0xzz\"",
            "[]",
            "[[]]",
            "[null]",
            "{}",
            "\"" + genesis + "\"",
            "\"0x" + "ff".repeat(32) + "\"",
            "[\"0x00\"]",
            "4294967295",
            "\"0x7fffffff\""
        };
        for (int round = 0; round < 600; round++) {
            String name = names.get(random.nextInt(names.size()));
            StringBuilder params = new StringBuilder("[");
            for (int i = random.nextInt(4); i > 0; i--) {
                params.append(values[random.nextInt(values.length)]).append(i > 1 ? "," : "");
            }
            JsonNode answer = client.call(name, params + "]");
            assertThat(answer.has("result") || answer.has("error"))
                    .as("seed %s: %s%s", seed, name, params)
                    .isTrue();
            if (answer.has("error")) {
                assertThat(answer.get("error").get("code").intValue())
                        .as("seed %s: %s%s] %s", seed, name, params, answer)
                        .isNotEqualTo(-32603);
            }
        }
    }

    @Test
    void randomBytesAreNoExtrinsics() throws IOException, InterruptedException {
        Random random = new Random(9);
        Bytes good = ALICE.sign(DevAccount.transfer(BOB.id(), 1), 1_000_000, Terms.immortal(genesis));
        for (int round = 0; round < 200; round++) {
            byte[] bytes = good.toArray();
            if (round % 2 == 0) {
                for (int i = 0; i < 3; i++) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            } else {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            JsonNode answer = client.call("author_submitExtrinsic", quoted(Bytes.wrap(bytes)));
            if (answer.has("error")) {
                assertThat(answer.get("error").get("code").intValue()).isIn(1001, 1002, 1010, 1011, 1012, 1013);
            }
        }
    }
}
