// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What the Ethereum Attestation Service stores for one attestation, and its two kinds of timestamp.
/// @notice The same struct in the same order, found by the same kind of uid; without resolvers, delegation and payment.
contract Attestations {
    struct Attestation {
        bytes32 uid;
        bytes32 schema;
        uint64 time;
        uint64 expirationTime;
        uint64 revocationTime;
        bytes32 refUID;
        address recipient;
        address attester;
        bool revocable;
        bytes data;
    }

    struct Request {
        bytes32 schema;
        address recipient;
        uint64 expirationTime;
        bool revocable;
        bytes32 refUID;
        bytes data;
    }

    mapping(bytes32 uid => Attestation attestation) private _attestations;
    mapping(bytes32 data => uint64 time) private _timestamps;

    event Attested(address indexed recipient, address indexed attester, bytes32 uid, bytes32 indexed schema);
    event Timestamped(bytes32 indexed data, uint64 indexed timestamp);

    error AlreadyTimestamped(bytes32 data);

    function attest(Request calldata request) external returns (bytes32 uid) {
        Attestation memory made = Attestation({
            uid: 0,
            schema: request.schema,
            time: uint64(block.timestamp),
            expirationTime: request.expirationTime,
            revocationTime: 0,
            refUID: request.refUID,
            recipient: request.recipient,
            attester: msg.sender,
            revocable: request.revocable,
            data: request.data
        });
        uint32 bump;
        do {
            uid = _uidOf(made, bump++);
        } while (_attestations[uid].uid != 0);
        made.uid = uid;
        _attestations[uid] = made;
        emit Attested(request.recipient, msg.sender, uid, request.schema);
    }

    function timestamp(bytes32 data) external {
        if (_timestamps[data] != 0) revert AlreadyTimestamped(data);
        _timestamps[data] = uint64(block.timestamp);
        emit Timestamped(data, uint64(block.timestamp));
    }

    function _uidOf(Attestation memory made, uint32 bump) private pure returns (bytes32) {
        return
            keccak256(
                abi.encodePacked(
                    made.schema,
                    made.recipient,
                    made.attester,
                    made.time,
                    made.expirationTime,
                    made.revocable,
                    made.refUID,
                    made.data,
                    bump
                )
            );
    }
}
