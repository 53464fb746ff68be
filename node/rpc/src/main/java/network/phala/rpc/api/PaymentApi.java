package network.phala.rpc.api;

import network.phala.chain.Chain;
import network.phala.primitives.Bytes;
import network.phala.primitives.U128;
import network.phala.rpc.Params;
import network.phala.rpc.RpcException;
import network.phala.rpc.RpcMethods;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `payment_`: what a transaction will cost.
final class PaymentApi {
    private final States states;

    PaymentApi(Chain chain) {
        this.states = new States(chain);
    }

    void addTo(RpcMethods methods) {
        methods.call("payment_queryInfo", this::queryInfo).call("payment_queryFeeDetails", this::queryFeeDetails);
    }

    private ScaleReader ask(String function, Params params) throws RpcException {
        Bytes extrinsic = params.bytes(0, "extrinsic");
        ScaleWriter arguments = new ScaleWriter();
        arguments.write(extrinsic);
        arguments.writeInt(extrinsic.size());
        return new ScaleReader(states.call(states.at(params, 1), function, arguments.toBytes()));
    }

    private JsonNode queryInfo(Params params) throws RpcException {
        ScaleReader in = ask("TransactionPaymentApi_query_info", params);
        try {
            ObjectNode info = Json.object();
            ObjectNode weight = info.putObject("weight");
            weight.set("ref_time", Json.unsigned(in.readCompact(64).low()));
            weight.set("proof_size", Json.unsigned(in.readCompact(64).low()));
            info.put("class", dispatchClass(in.readByte()));
            info.put("partialFee", in.readU128().toString());
            return info;
        } catch (DecodeException e) {
            throw States.clientError(e);
        }
    }

    private static String dispatchClass(int index) {
        return switch (index) {
            case 0 -> "normal";
            case 1 -> "operational";
            default -> "mandatory";
        };
    }

    private JsonNode queryFeeDetails(Params params) throws RpcException {
        ScaleReader in = ask("TransactionPaymentApi_query_fee_details", params);
        try {
            ObjectNode details = Json.object();
            if (!in.readBoolean()) {
                details.putNull("inclusionFee");
                return details;
            }
            ObjectNode fee = details.putObject("inclusionFee");
            for (String part : new String[] {"baseFee", "lenFee", "adjustedWeightFee"}) {
                U128 amount = in.readU128();
                fee.put(part, Json.hexNumber(amount));
            }
            return details;
        } catch (DecodeException e) {
            throw States.clientError(e);
        }
    }
}
