// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {ICommonsGovernor} from "../../../contracts/governance/ICommonsGovernor.sol";
import {DecisionRegister} from "../../../contracts/governance/DecisionRegister.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice Objections delay what passed and ask for a second reading; they never stop it for good.
contract ObjectionsTest is GovernanceTest {
    Proposal private _it;
    uint256 private _id;

    function setUp() public override {
        super.setUp();
        _it = _proposal(Switchboard.ordinary.selector, "a");
        _id = _pass(_it);
    }

    function test_prolongsTheDelayLinearly() public {
        _queue(_it);
        uint256 eta = _governor.proposalEta(_id);
        uint256[4] memory extensions = [uint256(0), 0, 3_233, MAX_EXTENSION];
        for (uint256 i = 1; i <= 4; ++i) {
            vm.expectEmit(address(_decisions));
            emit DecisionRegister.Objected(_id, i, i);
            _object(_id, i);
            (uint256 extension, bool second, ) = _decisions.effectOf(_id);
            assert(extension == extensions[i - 1] && second == (i == 4));
            assert(_governor.proposalEta(_id) == eta + extension);
        }
        _object(_id, 5);
        (uint256 most, bool still, ) = _decisions.effectOf(_id);
        assert(most == MAX_EXTENSION && still);
    }

    function test_delaysTheExecution() public {
        _queue(_it);
        uint256 eta = _governor.proposalEta(_id) + 3_233;
        for (uint256 i = 1; i <= 3; ++i) _object(_id, i);
        vm.warp(eta - 1);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.ProposalNotReady.selector, _id, eta));
        _execute(_it);
        vm.warp(eta);
        _execute(_it);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ObjectionClosed.selector, _id, 7));
        _object(_id, 4);
    }

    /// Two of twenty are a tenth, and still only two.
    function test_fewerThanThreeChangeNothingWhateverTheirShare() public {
        _object(_id, 1);
        _object(_id, 2);
        (uint256 extension, bool second, ) = _decisions.effectOf(_id);
        assert(extension == 0 && !second);
    }

    function test_belowTheLowShareNothingHappens() public {
        for (uint256 i = 21; i <= 80; ++i) {
            _identities.set(i, _account(i), 1);
            _people.set(i, 1);
        }
        vm.warp(block.timestamp + 2_000);
        uint256 id = _pass(_proposal(Switchboard.ordinary.selector, "b"));
        for (uint256 i = 1; i <= 3; ++i) _object(id, i);
        (uint256 extension, bool second, ) = _decisions.effectOf(id);
        assert(extension == 0 && !second);
        _object(id, 4);
        (extension, , ) = _decisions.effectOf(id);
        assert(extension == MIN_EXTENSION);
    }

    /// Members of after the vote do not turn it: six newcomers once made a unanimous decision wait for a second reading.
    function test_onlyThoseSeatedAtTheSnapshotObject() public {
        for (uint256 i = 21; i <= 26; ++i) {
            _identities.set(i, _account(i), 1);
            _people.set(i, 1);
        }
        vm.warp(block.timestamp + 1);
        for (uint256 i = 21; i <= 26; ++i) {
            vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ObjectorInvalid.selector, _account(i), i));
            _object(_id, i);
        }
        // Whoever holds only voices of others has none of its own to object with.
        _people.setUnseated(7, true);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ObjectorInvalid.selector, _account(7), 7));
        _object(_id, 7);
    }

    function test_nobodyObjectsToAProposalOfTheCourt() public {
        Proposal memory it = _proposal(Switchboard.structural.selector, "resolution");
        vm.prank(COURT);
        uint256 id = _governor.propose(it.targets, it.values, it.calls, it.description);
        assert(_governor.proposalProposer(id) == COURT);
        vm.warp(_governor.proposalSnapshot(id) + 1);
        _persons(id, 1, PEOPLE, FOR);
        _operators(id, 1, OPERATORS, FOR);
        _close(id);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ObjectionClosed.selector, id, 4));
        _object(id, 1);
        _queue(it);
        vm.warp(_governor.proposalEta(id));
        _execute(it);
        assert(_board.calls() == 1);
    }

    function test_manyObjectionsAskForASecondReading() public {
        _queue(_it);
        for (uint256 i = 1; i <= 4; ++i) _object(_id, i);
        vm.warp(_governor.proposalEta(_id));
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.SecondReadingNeeded.selector, _id, 0));
        _execute(_it);
        _decisions.recordReading(_it.targets, _it.values, _it.calls, keccak256("a"));
        uint256 ended = _governor.proposalDeadline(_id);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.SecondReadingNeeded.selector, _id, ended));
        _execute(_it);

        Proposal memory second = _proposal(Switchboard.ordinary.selector, "second");
        uint256 id = _pass(second);
        _queue(second);
        for (uint256 i = 1; i <= 20; ++i) _object(id, i);
        vm.warp(_governor.proposalEta(id) - 1);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.ProposalNotReady.selector, id, block.timestamp + 1));
        _execute(second);
        vm.warp(block.timestamp + 1);
        _execute(second);
        assert(_board.calls() == 1);
    }

    /// The second vote begins after the first ended, not beside it.
    function test_aVoteBesideTheFirstIsNoSecondReading() public {
        vm.warp(block.timestamp + 2_000);
        Proposal memory a = _proposal(Switchboard.ordinary.selector, "x");
        Proposal memory b = _proposal(Switchboard.ordinary.selector, "y");
        uint256 first = _proposeBy(a, 101, 102);
        vm.warp(block.timestamp + 1);
        uint256 second = _proposeBy(b, 103, 104);
        vm.warp(_governor.proposalSnapshot(second) + 1);
        for (uint256 i = 0; i < 2; ++i) {
            _persons(i == 0 ? first : second, 1, PEOPLE, FOR);
            _operators(i == 0 ? first : second, 1, OPERATORS, FOR);
        }
        _close(second);
        _decisions.recordReading(a.targets, a.values, a.calls, keccak256("x"));
        _queue(b);
        for (uint256 i = 1; i <= 4; ++i) _object(second, i);
        vm.warp(_governor.proposalEta(second));
        vm.expectRevert(
            abi.encodeWithSelector(
                DecisionRegister.SecondReadingNeeded.selector,
                second,
                _governor.proposalDeadline(first)
            )
        );
        _execute(b);
    }

    function test_takesOneObjectionOfEachActivePerson() public {
        _object(_id, 1);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.AlreadyObjected.selector, _id, 1));
        _object(_id, 1);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ObjectorInvalid.selector, _account(101), 101));
        _object(_id, 101);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ObjectorInvalid.selector, address(0x77), 0));
        vm.prank(address(0x77));
        _decisions.object(_id);
        _identities.setActive(2, false);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ObjectorInvalid.selector, _account(2), 2));
        _object(_id, 2);
    }

    function test_isOpenFromSuccessToExecution() public {
        vm.warp(block.timestamp + 2_000);
        Proposal memory it = _proposal(Switchboard.ordinary.selector, "b");
        uint256 id = _open(it);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ObjectionClosed.selector, id, 1));
        _object(id, 1);
        _close(id);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ObjectionClosed.selector, id, 3));
        _object(id, 1);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorNonexistentProposal.selector, 5));
        _object(5, 1);
        _object(_id, 1);
        _queue(_it);
        _object(_id, 2);
    }

    function test_refusesSettingsThatDoNotRise() public {
        _refuse(DecisionRegister.Settings(0, 2000, 1, 2, 1, 1, 1));
        _refuse(DecisionRegister.Settings(2000, 2000, 1, 2, 1, 1, 1));
        _refuse(DecisionRegister.Settings(500, 10_001, 1, 2, 1, 1, 1));
        _refuse(DecisionRegister.Settings(500, 2000, 3, 2, 1, 1, 1));
        _refuse(DecisionRegister.Settings(500, 2000, 1, 2, 0, 1, 1));
        _refuse(DecisionRegister.Settings(500, 2000, 1, 2, 1, 0, 1));
        _refuse(DecisionRegister.Settings(500, 2000, 1, 2, 1, 1, 0));
        new DecisionRegister(_registry(), _guardian, DecisionRegister.Settings(1, 10_000, 2, 2, 1, 1, 1));
    }

    function testFuzz_extensionRisesWithObjections(uint8 fewer) public {
        uint256 number = _bound(fewer, 0, PEOPLE - 1);
        for (uint256 i = 1; i <= number; ++i) _object(_id, i);
        (uint256 less, bool before, ) = _decisions.effectOf(_id);
        _object(_id, number + 1);
        (uint256 more, bool second, ) = _decisions.effectOf(_id);
        assert(more >= less && (second || !before) && more <= MAX_EXTENSION);
    }

    function _refuse(DecisionRegister.Settings memory all) private {
        vm.expectRevert(DecisionRegister.DecisionSettingsInvalid.selector);
        new DecisionRegister(_registry(), _guardian, all);
    }

    function _object(uint256 id, uint256 identityId) private {
        vm.prank(_account(identityId));
        _decisions.object(id);
    }
}
