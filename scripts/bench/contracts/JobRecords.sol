// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title One record on chain per job, as compute markets keep it.
contract JobRecords {
    struct Job {
        bytes32 result;
        address worker;
        uint64 time;
        uint32 units;
    }

    mapping(uint256 jobId => Job job) private _jobs;

    event JobRecorded(uint256 indexed jobId, address indexed worker, bytes32 result, uint32 units);

    error JobKnown(uint256 jobId);

    function record(uint256 jobId, bytes32 result, uint32 units) external {
        if (_jobs[jobId].worker != address(0)) revert JobKnown(jobId);
        _jobs[jobId] = Job(result, msg.sender, uint64(block.timestamp), units);
        emit JobRecorded(jobId, msg.sender, result, units);
    }
}
