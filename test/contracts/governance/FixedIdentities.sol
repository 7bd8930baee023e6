// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SetVotes} from "./SetVotes.sol";

/// @notice Identity and operator registry for tests: who is bound to whom, and to which group, is simply set.
contract FixedIdentities {
    struct Record {
        address account;
        uint8 kind;
        bool active;
    }

    address public roll;
    mapping(uint256 identityId => Record) private _records;
    mapping(address account => uint256) public boundTo;
    mapping(uint256 operatorId => bytes32) public groupOf;

    constructor(address roll_) {
        roll = roll_;
    }

    function set(uint256 identityId, address account, uint8 kind) external {
        _records[identityId] = Record(account, kind, true);
        boundTo[account] = identityId;
    }

    function setGroup(uint256 operatorId, bytes32 group) external {
        groupOf[operatorId] = group;
    }

    function setActive(uint256 identityId, bool active) external {
        _records[identityId].active = active;
    }

    function standing(address account) public view returns (uint256 identityId, bool active) {
        identityId = boundTo[account];
        Record memory record = _records[identityId];
        active = identityId != 0 && record.account == account && record.active;
    }

    function membership(address account) external view returns (uint256 identityId, bool active, bool voice) {
        (identityId, active) = standing(account);
        voice = active && SetVotes(roll).hasVoice(identityId);
    }

    function identityOf(address account) external view returns (uint256 identityId) {
        identityId = boundTo[account];
        if (_records[identityId].account != account) identityId = 0;
    }

    function accountOf(uint256 identityId) external view returns (address) {
        return _records[identityId].account;
    }

    function kindOf(uint256 identityId) external view returns (uint8) {
        return _records[identityId].kind;
    }
}
