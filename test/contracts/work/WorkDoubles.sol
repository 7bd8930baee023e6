// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProofJudge} from "../../../contracts/work/ProofJudge.sol";

/// @notice Lets those call that a test names, and knows a court.
contract SetAuthority {
    mapping(address caller => bool) public mayCall;
    address public court;

    function allow(address caller) external {
        mayCall[caller] = true;
    }

    function setCourt(address court_) external {
        court = court_;
    }

    function canCall(address caller, address, bytes4) external view returns (bool, uint32) {
        return (mayCall[caller], 0);
    }
}

/// @notice A court that names whom a test says.
contract SetCourt {
    mapping(uint256 operatorId => bool) public isNamed;

    function name(uint256 operatorId, bool named) external {
        isNamed[operatorId] = named;
    }
}

/// @notice A beacon whose rounds last a day; a test may choose the value of a round.
contract SetBeacon {
    mapping(uint256 round => bytes32) private _chosen;
    bool public isSilent;

    function choose(uint256 round, bytes32 value) external {
        _chosen[round] = value;
    }

    function setSilent(bool silent) external {
        isSilent = silent;
    }

    function seedAfter(uint48 time) external view returns (bytes32) {
        uint256 round = uint256(time) / 1 days + 1;
        if (isSilent || block.timestamp < (round + 1) * 1 days) return 0;
        return _chosen[round] == 0 ? keccak256(abi.encode(round)) : _chosen[round];
    }
}

/// @notice Runs that a test ends.
contract SetModels {
    struct Closing {
        uint256 operatorId;
        uint48 closedAt;
    }

    mapping(uint256 runId => Closing) private _closings;
    mapping(uint256 runId => bool) public verified;

    function end(uint256 runId, uint256 operatorId) external {
        _closings[runId] = Closing(operatorId, uint48(block.timestamp));
    }

    function markVerified(uint256 runId) external {
        verified[runId] = true;
    }

    function closingOf(uint256 runId) external view returns (uint256, uint48) {
        return (_closings[runId].operatorId, _closings[runId].closedAt);
    }
}

/// @notice Profiles that a test sets.
contract SetExperts {
    mapping(bytes32 key => ProofJudge.Profile) private _profiles;

    function setProfile(uint256 expertId, bytes32 modelHash, ProofJudge.Profile calldata profile) external {
        _profiles[keccak256(abi.encode(expertId, modelHash))] = profile;
    }

    function profileOf(uint256 expertId, bytes32 modelHash) external view returns (ProofJudge.Profile memory) {
        return _profiles[keccak256(abi.encode(expertId, modelHash))];
    }
}
