// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IModelRegistry} from "../../../contracts/models/IModelRegistry.sol";

/// @notice For tests: operators' groups, models, credits, a governor, an audit log and the acts of a court, all recorded.
contract Acts {
    mapping(uint256 operatorId => bytes32) public groupOf;
    mapping(uint256 modelId => uint256) private _operatorOf;
    bool public refuses;
    uint256 public acts;
    bytes public lastAct;
    uint256 public minted;
    bytes public lastMint;
    bytes public lastProposal;
    uint256 public proposals;
    bytes public lastRecord;
    uint256 public records;

    error Refused();

    function setGroup(uint256 operatorId, bytes32 group) external {
        groupOf[operatorId] = group;
    }

    function setModel(uint256 modelId, uint256 operatorId) external {
        _operatorOf[modelId] = operatorId;
    }

    function setRefuses(bool refusing) external {
        refuses = refusing;
    }

    function mint(uint256 identityId, uint256 kind, uint256 amount, bytes32 cause) external {
        if (refuses) revert Refused();
        minted += amount;
        lastMint = abi.encode(identityId, kind, amount, cause);
    }

    function propose(
        address[] calldata targets,
        uint256[] calldata values,
        bytes[] calldata calls,
        string calldata description
    ) external returns (uint256) {
        if (refuses) revert Refused();
        lastProposal = abi.encode(msg.sender, targets, values, calls, description);
        return ++proposals;
    }

    function record(bytes32 act, bytes32 subject, uint256 caseOrActor, string calldata reason) external {
        ++records;
        lastRecord = abi.encode(act, subject, caseOrActor, reason);
    }

    function slash(uint256 operatorId, uint16 shareBp, uint256 caseId) external {
        _act(abi.encode("slash", operatorId, shareBp, caseId));
    }

    function voidWork(uint256 operatorId, uint256 caseId) external {
        _act(abi.encode("voidWork", operatorId, caseId));
    }

    function mark(uint256 modelId, uint8 status, uint256 caseId) external {
        _act(abi.encode("mark", modelId, status, caseId));
    }

    function lift(bytes32 depositKey, uint256 caseId) external {
        _act(abi.encode("lift", depositKey, caseId));
    }

    function model(uint256 modelId) external view returns (IModelRegistry.Model memory known) {
        known.operatorId = uint64(_operatorOf[modelId]);
    }

    function _act(bytes memory act) private {
        if (refuses) revert Refused();
        ++acts;
        lastAct = act;
    }
}

/// @notice A beacon for tests with rounds of ten seconds, known when they are over.
contract Rounds {
    uint48 public constant roundLength = 10;
    uint256 public salt;

    function setSalt(uint256 value) external {
        salt = value;
    }

    function seedAfter(uint48 time) external view returns (bytes32) {
        uint256 start = (uint256(time) / 10 + 1) * 10;
        return block.timestamp < start + 10 ? bytes32(0) : keccak256(abi.encode(start, salt));
    }
}

/// @notice Stewards for tests: who holds which seat, and what the court lifted.
contract Seats {
    mapping(uint8 seat => uint256) public stewardAt;
    bytes32 public liftedKey;
    uint256 public liftedBy;

    function setSteward(uint8 seat, uint256 identityId) external {
        stewardAt[seat] = identityId;
    }

    function lift(bytes32 depositKey, uint256 caseId) external {
        (liftedKey, liftedBy) = (depositKey, caseId);
    }

    function isSteward(uint256 identityId) external view returns (bool) {
        for (uint8 seat = 0; seat < 7; ++seat) if (stewardAt[seat] == identityId) return identityId != 0;
        return false;
    }
}
