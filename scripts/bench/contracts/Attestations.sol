// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What the Ethereum Attestation Service keeps of one timestamped root.
contract Attestations {
    mapping(bytes32 data => uint64 time) private _timestamps;

    event Timestamped(bytes32 indexed data, uint64 indexed timestamp);

    error AlreadyTimestamped(bytes32 data);

    function timestamp(bytes32 data) external {
        if (_timestamps[data] != 0) revert AlreadyTimestamped(data);
        _timestamps[data] = uint64(block.timestamp);
        emit Timestamped(data, uint64(block.timestamp));
    }
}
