package network.phala.cli;

import java.util.List;
import network.phala.client.contract.ContractFile;
import network.phala.crypto.Blake2b;
import network.phala.crypto.Sr25519;
import network.phala.crypto.Ss58;
import network.phala.devnet.ContractRoad;
import network.phala.devnet.DevAccounts;
import network.phala.devnet.Devnet;
import network.phala.devnet.Network;
import network.phala.devnet.StepFailedException;
import network.phala.devnet.Steps;
import network.phala.primitives.Bytes;

/// The demo's default story: a sealed-bid auction. Bids are invisible on the chain and to every other bidder until the
/// auction closes; then anyone reads the winner, and losing bids stay secret.
final class AuctionStory {
    private static final List<Bid> BIDS =
            List.of(new Bid("Bob", "120"), new Bid("Charlie", "250"), new Bid("Dave", "180"));

    private final Devnet devnet;
    private final Network network;
    private final Steps steps;

    AuctionStory(Devnet devnet, Network network, Steps steps) {
        this.devnet = devnet;
        this.network = network;
        this.steps = steps;
    }

    private record Bid(String name, String amount) {
        Sr25519.Pair key() {
            return DevAccounts.pair("//" + name);
        }
    }

    void tell() throws StepFailedException {
        ContractFile file =
                steps.step("auction contract read", () -> ContractFile.read(devnet.artifact("sealed-bid-auction")));
        try (ContractRoad road = new ContractRoad(devnet, network, file);
                Sr25519.Pair alice = DevAccounts.pair("//Alice")) {
            steps.run(
                    "auction uploaded (" + file.language() + ", " + file.wasm().size() + " bytes of Wasm)",
                    () -> road.upload(alice));
            ContractRoad.Instance auction = steps.step(
                    "auction instantiated by Alice",
                    () -> road.instantiate(
                            file.constructor("new"),
                            List.of(),
                            Bytes.wrap(Blake2b.digest128(file.wasm().unsafeArray())),
                            alice));
            steps.say("contract " + auction.id());
            bid(road, file, auction);
            whileOpen(road, file, auction);
            close(road, file, auction, alice);
        }
    }

    private void bid(ContractRoad road, ContractFile file, ContractRoad.Instance auction) throws StepFailedException {
        steps.title("Three encrypted bids go through the chain");
        for (Bid bid : BIDS) {
            try (Sr25519.Pair bidder = bid.key()) {
                Bytes payload = steps.step(
                        bid.name() + " bids " + bid.amount(),
                        () -> road.command(auction, file.message("bid"), List.of(bid.amount()), bidder));
                Bytes plain = encoded(file, bid.amount());
                steps.say("the chain stores   " + shortened(payload) + "  (" + payload.size() + " bytes)");
                steps.say("it would be        " + plain + "  in the clear");
                if (ContractRoad.indexOf(payload, plain) >= 0) {
                    throw new StepFailedException(
                            "the bid of " + bid.name() + " stands in the clear in what the chain stores");
                }
            }
        }
        steps.run("worker has executed the bids", road::awaitExecuted);
    }

    private static Bytes encoded(ContractFile file, String amount) throws StepFailedException {
        try {
            return file.encodeCall(file.message("bid"), List.of(amount));
        } catch (network.phala.client.contract.ContractFileException e) {
            throw new StepFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private void whileOpen(ContractRoad road, ContractFile file, ContractRoad.Instance auction)
            throws StepFailedException {
        steps.title("While the auction is open, each bidder reads its own bid and nobody else's");
        for (Bid bid : BIDS) {
            try (Sr25519.Pair bidder = bid.key()) {
                expect(
                        "my_bid",
                        ask(road, file, auction, "my_bid", List.of(), bidder, bid.name()),
                        "{\"Ok\":" + bid.amount() + "}");
            }
        }
        try (Sr25519.Pair charlie = BIDS.get(1).key();
                Sr25519.Pair bob = BIDS.get(0).key()) {
            String bobsAddress = Ss58.encode(DevAccounts.account(bob), Ss58.PHALA);
            expect(
                    "bid_of",
                    ask(road, file, auction, "bid_of", List.of(bobsAddress), charlie, "Charlie, about Bob's bid,"),
                    "{\"Ok\":{\"Err\":\"NotYourBid\"}} (reverted)");
            expect(
                    "winner",
                    ask(road, file, auction, "winner", List.of(), bob, "Bob"),
                    "{\"Ok\":{\"Err\":\"StillOpen\"}} (reverted)");
        }
    }

    private void close(ContractRoad road, ContractFile file, ContractRoad.Instance auction, Sr25519.Pair alice)
            throws StepFailedException {
        steps.title("Alice closes the auction: the winner is public, losing bids stay secret");
        steps.run("Alice closes", () -> {
            road.command(auction, file.message("close"), List.of(), alice);
            road.awaitExecuted();
        });
        Bid best = BIDS.get(1);
        try (Sr25519.Pair eve = DevAccounts.pair("//Eve");
                Sr25519.Pair dave = BIDS.get(2).key();
                Sr25519.Pair winner = best.key()) {
            String won = "{\"Ok\":{\"Ok\":[\"" + Ss58.encode(DevAccounts.account(winner), Ss58.PHALA) + "\","
                    + best.amount() + "]}}";
            expect("winner", ask(road, file, auction, "winner", List.of(), eve, "Eve"), won);
            String davesAddress = Ss58.encode(DevAccounts.account(dave), Ss58.PHALA);
            expect(
                    "bid_of",
                    ask(road, file, auction, "bid_of", List.of(davesAddress), eve, "Eve, about Dave's losing bid,"),
                    "{\"Ok\":{\"Err\":\"NotYourBid\"}} (reverted)");
        }
    }

    private String ask(
            ContractRoad road,
            ContractFile file,
            ContractRoad.Instance auction,
            String message,
            List<String> arguments,
            Sr25519.Pair asker,
            String who)
            throws StepFailedException {
        String answer = steps.step(
                who + " asks " + message,
                () -> road.query(auction, file.message(message), arguments, asker)
                        .text());
        steps.say("answer             " + answer);
        return answer;
    }

    private static void expect(String message, String answer, String expected) throws StepFailedException {
        if (!answer.equals(expected)) {
            throw new StepFailedException(message + " answered " + answer + "; expected " + expected);
        }
    }

    private static String shortened(Bytes bytes) {
        return bytes.slice(0, Math.min(24, bytes.size())).toHex() + "…";
    }
}
