// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice With one chamber silent, empty or hostile: what still passes, and what must not.
contract LivenessTest is GovernanceTest {
    bytes4[4] private _selectors = [
        Switchboard.routine.selector,
        Switchboard.ordinary.selector,
        Switchboard.structural.selector,
        Switchboard.constitutional.selector
    ];

    function test_routinePassesInSilence() public {
        uint256 id = _decide(0, 0, 0, 0, 0);
        _assertState(id, IGovernor.ProposalState.Succeeded);
        for (uint8 class = 1; class < 4; ++class) {
            _assertState(_decide(class, 0, 0, 0, 0), IGovernor.ProposalState.Defeated);
        }
    }

    function test_routineStopsAtTheObjectionShare() public {
        _assertState(_decide(0, 0, 1, 0, 0), IGovernor.ProposalState.Succeeded);
        _assertState(_decide(0, 18, 2, 0, 0), IGovernor.ProposalState.Defeated);
        _assertState(_decide(0, 0, 0, 4, 1), IGovernor.ProposalState.Defeated);
    }

    function test_silentTechnicalChamberStopsOneVoteNotTheBusiness() public {
        uint256 id = _decide(1, 20, 0, 0, 0);
        _assertState(id, IGovernor.ProposalState.Defeated);
        _record(1, id);
        vm.warp(block.timestamp + DEADLOCK_GAP);
        _assertState(_decide(1, 20, 0, 0, 0), IGovernor.ProposalState.Succeeded);
        _assertState(_decide(2, 20, 0, 0, 0), IGovernor.ProposalState.Defeated);
        _assertState(_decide(3, 20, 0, 0, 0), IGovernor.ProposalState.Defeated);
    }

    function test_hostileTechnicalChamberStopsOneVoteNotTheBusiness() public {
        uint256 id = _decide(1, 20, 0, 0, 5);
        _record(1, id);
        vm.warp(block.timestamp + DEADLOCK_GAP);
        _assertState(_decide(1, 14, 6, 0, 5), IGovernor.ProposalState.Succeeded);
        _assertState(_decide(1, 13, 7, 0, 5), IGovernor.ProposalState.Defeated);
    }

    function test_emptyTechnicalChamberLeavesItToContributorsWithTwoThirdsAndTwiceTheDelay() public {
        for (uint256 i = 103; i <= 105; ++i) _technical.set(i, 0);
        for (uint8 class = 1; class < 4; ++class) {
            _assertState(_decide(class, 13, 7, 0, 2), IGovernor.ProposalState.Defeated);
            uint256 id = _decide(class, 14, 6, 0, 2);
            _assertState(id, IGovernor.ProposalState.Succeeded);
            assert(!_governor.technicalRefused(id));
            assert(_isCounted(id, 0) && !_isCounted(id, 1));
            Proposal memory it = _named(class, id);
            _queue(it);
            assert(_governor.proposalEta(id) == block.timestamp + 2 * _rules()[class].delay);
        }
    }

    function test_smallContributorChamberLeavesRoutineOnly() public {
        for (uint256 i = 5; i <= PEOPLE; ++i) _people.set(i, 0);
        _assertState(_decide(0, 0, 4, 5, 0), IGovernor.ProposalState.Succeeded);
        _assertState(_decide(0, 4, 0, 4, 1), IGovernor.ProposalState.Defeated);
        for (uint8 class = 1; class < 4; ++class) {
            _assertState(_decide(class, 4, 0, 5, 0), IGovernor.ProposalState.Defeated);
        }
        _people.set(5, 1);
        _assertState(_decide(1, 5, 0, 5, 0), IGovernor.ProposalState.Succeeded);
    }

    function test_emptyContributorChamberLeavesRoutineOnly() public {
        for (uint256 i = 1; i <= PEOPLE; ++i) _people.set(i, 0);
        _assertState(_decide(0, 0, 0, 5, 0), IGovernor.ProposalState.Succeeded);
        _assertState(_decide(1, 0, 0, 5, 0), IGovernor.ProposalState.Defeated);
        for (uint256 i = 103; i <= 105; ++i) _technical.set(i, 0);
        _assertState(_decide(0, 0, 0, 0, 2), IGovernor.ProposalState.Succeeded);
    }

    function test_hostileContributorsStopEverything() public {
        for (uint8 class = 0; class < 4; ++class) {
            _assertState(_decide(class, 0, 20, 5, 0), IGovernor.ProposalState.Defeated);
        }
    }

    /// Quorum and majority of each class at their edges, in both chambers.
    function test_eachClassHasItsEdges() public {
        _assertState(_decide(1, 2, 0, 2, 0), IGovernor.ProposalState.Succeeded);
        _assertState(_decide(1, 1, 0, 2, 0), IGovernor.ProposalState.Defeated);
        _assertState(_decide(1, 2, 0, 1, 0), IGovernor.ProposalState.Defeated);
        _assertState(_decide(2, 3, 2, 3, 2), IGovernor.ProposalState.Succeeded);
        _assertState(_decide(2, 4, 3, 3, 2), IGovernor.ProposalState.Defeated);
        _assertState(_decide(2, 3, 0, 2, 0), IGovernor.ProposalState.Defeated);
        _assertState(_decide(3, 5, 0, 3, 0), IGovernor.ProposalState.Succeeded);
        _assertState(_decide(3, 4, 0, 3, 0), IGovernor.ProposalState.Defeated);
        _assertState(_decide(3, 14, 6, 3, 2), IGovernor.ProposalState.Defeated);
        _assertState(_decide(3, 10, 5, 4, 1), IGovernor.ProposalState.Succeeded);
    }

    /// A chamber that was open stays so for a while; below that it stops weighty business for long instead of loosening.
    function test_aFallenChamberSlowsWhatItWasAskedFor() public {
        _technical.setOpen(true);
        for (uint256 i = 103; i <= 105; ++i) _technical.set(i, 0);
        for (uint8 class = 1; class < 4; ++class) {
            uint256 id = _decide(class, 14, 6, 0, 2);
            (, uint8 flags) = _governor.proposalRules(id);
            assert(flags & 32 != 0 && !_isCounted(id, 1));
            _queue(_named(class, id));
            uint256 delay = 2 * uint256(_rules()[class].delay);
            if (class > 1 && delay < FALLEN_DELAY) delay = FALLEN_DELAY;
            assert(_governor.proposalEta(id) == block.timestamp + delay);
        }
    }

    function test_onceOpenChambersCountABitLonger() public {
        for (uint256 i = 5; i <= PEOPLE; ++i) _people.set(i, 0);
        uint256 id = _decide(1, 4, 0, 5, 0);
        assert(!_isCounted(id, 0));
        _people.setOpen(true);
        id = _decide(1, 4, 0, 5, 0);
        assert(_isCounted(id, 0));
        _assertState(id, IGovernor.ProposalState.Succeeded);
        _people.set(4, 0);
        id = _decide(1, 3, 0, 5, 0);
        assert(!_isCounted(id, 0));
    }

    /// A proposal of this class with a vote of so many; each after the last is over.
    function _decide(
        uint8 class,
        uint256 forVotes,
        uint256 against,
        uint256 yes,
        uint256 no
    ) private returns (uint256 id) {
        vm.warp(block.timestamp + DRAFT + DELAY + PERIOD + EXTENSION + 1);
        Proposal memory it = _proposal(_selectors[class], _name(class, block.timestamp));
        id = _open(it);
        _persons(id, 1, forVotes, FOR);
        _persons(id, 1 + forVotes, against, AGAINST);
        _operators(id, 1, yes, FOR);
        _operators(id, 1 + yes, no, AGAINST);
        _close(id);
    }

    function _record(uint8 class, uint256 id) private {
        Proposal memory it = _named(class, id);
        _decisions.recordRefusal(it.targets, it.values, it.calls, keccak256(bytes(it.description)));
    }

    function _named(uint8 class, uint256 id) private view returns (Proposal memory it) {
        it = _proposal(_selectors[class], _name(class, _governor.proposalSnapshot(id) - DELAY));
        assert(_idOf(it) == id);
    }

    function _name(uint8 class, uint256 time) private pure returns (string memory) {
        return string(abi.encodePacked(class, time));
    }
}
