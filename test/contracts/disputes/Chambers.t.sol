// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {IDisputeCourt} from "../../../contracts/disputes/IDisputeCourt.sol";
import {Acts} from "./Acts.sol";
import {CourtCase} from "./CourtCase.sol";

contract ChambersTest is CourtCase {
    bytes32 private constant MODEL = bytes32(uint256(9));

    function test_theChambersDecideAMarkedModel() public {
        uint256 id = _constitutional();
        uint48 ends = court.positionOf(id).ends;
        assert(_phase(id) == ICourtRecord.Phase.Chambers && ends == block.timestamp + CHAMBER);
        assert(court.positionOf(id).finalAt == 0);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Chambers));
        court.execute(id);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        court.resolveByChambers(id, false);
        vm.warp(ends - 1);
        vm.expectEmit(address(court));
        emit IDisputeCourt.ChambersResolved(id, 2);
        _resolve(id, false);
        ICourtRecord.Position memory position = court.positionOf(id);
        assert(position.phase == ICourtRecord.Phase.Closed && position.ruling == 2);
        assert(position.finalAt == block.timestamp);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        _resolve(id, true);
    }

    function test_theChambersMayUphold() public {
        uint256 id = _constitutional();
        vm.expectEmit(address(court));
        emit IDisputeCourt.ChambersResolved(id, 1);
        _resolve(id, true);
        assert(court.positionOf(id).ruling == 1 && court.caseOf(id).chamberRuling == 1);
        court.execute(id);
        assert(keccak256(acts.lastAct()) == keccak256(abi.encode("mark", uint256(9), uint8(2), id)));
        assert(keccak256(acts.lastRecord()) == _entry(id, "upheld"));
    }

    /// Finding H6: the silence of the chambers never upholds what is theirs.
    function test_silenceLeavesANoticeOnAModel() public {
        uint256 id = _constitutional();
        _wait(CHAMBER);
        assert(_phase(id) == ICourtRecord.Phase.Final && court.positionOf(id).ruling == 1);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Final));
        _resolve(id, false);
        court.execute(id);
        assert(keccak256(acts.lastAct()) == keccak256(abi.encode("mark", uint256(9), uint8(1), id)));
        assert(keccak256(acts.lastRecord()) == _entry(id, "upheld by a panel, the chambers silent"));
    }

    function test_silenceNeverExpels() public {
        uint256 id = _ruled(_suspension(9_500), 3, 0, 0);
        _wait(APPEAL);
        assert(_phase(id) == ICourtRecord.Phase.Chambers);
        _wait(CHAMBER);
        court.execute(id);
        assert(members.suspendedId() == 2 && members.suspendedUntil() == block.timestamp + POWER);
    }

    function test_theChambersExpel() public {
        uint256 id = _ruled(_suspension(9_500), 3, 0, 0);
        _wait(APPEAL);
        _resolve(id, true);
        court.execute(id);
        assert(members.suspendedUntil() == block.timestamp + 9_500);
    }

    function test_aNoticeNeedsNoChambers() public {
        acts.setModel(9, RESPONDENT);
        uint256 id = _ruled(ICourtRecord.Filing(2, 6, 4, 1, MODEL, 1), 3, 0, 0);
        _wait(APPEAL);
        court.execute(id);
        assert(keccak256(acts.lastAct()) == keccak256(abi.encode("mark", uint256(9), uint8(1), id)));
    }

    function test_theCourtItselfAsksTheChambersOnce() public {
        uint256 id = _constitutional();
        address[] memory targets = new address[](1);
        targets[0] = address(court);
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(court.resolveByChambers, (id, true));
        vm.expectEmit(address(court));
        emit IDisputeCourt.ChambersAsked(id, 1);
        vm.prank(STRANGER);
        assert(court.askChambers(id) == 1 && court.caseOf(id).asked);
        string memory own = string.concat("Uphold case 1#proposer=", Strings.toHexString(address(court)));
        bytes memory expected = abi.encode(address(court), targets, new uint256[](1), calls, own);
        assert(keccak256(acts.lastProposal()) == keccak256(expected));
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.AlreadyAsked.selector, id));
        court.askChambers(id);
    }

    function test_askingThatFailsMayBeTriedAgainWhileItIsTheirs() public {
        uint256 id = _constitutional();
        acts.setRefuses(true);
        vm.expectRevert(Acts.Refused.selector);
        court.askChambers(id);
        acts.setRefuses(false);
        _wait(CHAMBER - 1);
        court.askChambers(id);
        uint256 plain = _ruled(_slashing(), 3, 0, 0);
        _wait(APPEAL);
        vm.expectRevert(_wrong(plain, ICourtRecord.Phase.Final));
        court.askChambers(plain);
    }

    function test_aLongSuspensionIsAnExpulsion() public {
        uint256 id = _ruled(_suspension(POWER), 3, 0, 0);
        _wait(APPEAL);
        assert(_phase(id) == ICourtRecord.Phase.Final && !court.caseOf(id).weighty);
        id = _ruled(_suspension(9_000), 3, 0, 0);
        _wait(APPEAL);
        assert(_phase(id) == ICourtRecord.Phase.Chambers && court.caseOf(id).weighty);
    }

    function test_whatIsNeitherAPanelsNorAnExpulsionIsNotFiled() public {
        for (uint256 i = 0; i < 2; ++i) {
            uint256 value = i == 0 ? POWER + 1 : 8_999;
            vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.RemedyInvalid.selector, 1, value));
            _file(_suspension(value));
        }
    }

    /// Finding L5: two long suspensions in turn are an expulsion.
    function test_suspensionsOfThreeYearsAddUp() public {
        _executed(_suspension(4_000));
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.RemedyInvalid.selector, 1, 4_999));
        _file(_suspension(4_999));
        uint256 id = _ruled(_suspension(5_000), 3, 0, 0);
        _wait(APPEAL);
        assert(_phase(id) == ICourtRecord.Phase.Chambers);
        _wait(CHAMBER);
        court.execute(id);
        assert(members.suspendedUntil() == block.timestamp + POWER - 4_000);
        _wait(3 * 365 days);
        id = _ruled(_suspension(5_000), 3, 0, 0);
        _wait(APPEAL);
        court.execute(id);
        assert(members.suspendedUntil() == block.timestamp + 5_000);
    }

    /// Cases at the same time share what panels may take, so that splitting gains nothing.
    function test_casesInParallelShareThePanelsPower() public {
        uint256[3] memory ids;
        for (uint256 i = 0; i < 3; ++i) {
            ids[i] = _fileAs(10 + i, _suspension(4_000));
            _sponsor(ids[i]);
        }
        _wait(CONCILIATION + 20);
        for (uint256 i = 0; i < 3; ++i) while (_phase(ids[i]) == ICourtRecord.Phase.Drawing) court.draw(ids[i]);
        for (uint256 i = 0; i < 3; ++i) {
            uint256[] memory jurors = court.jurorsOf(ids[i], 1);
            for (uint256 j = 0; j < 3; ++j) _commit(ids[i], jurors[j], 1);
        }
        vm.warp(court.positionOf(ids[2]).ends);
        for (uint256 i = 0; i < 3; ++i) {
            uint256[] memory jurors = court.jurorsOf(ids[i], 1);
            for (uint256 j = 0; j < 3; ++j) _reveal(ids[i], jurors[j], 1);
        }
        _wait(REVEAL + APPEAL);
        uint256 sum;
        for (uint256 i = 0; i < 3; ++i) {
            if (sum == POWER) vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.RemedyInvalid.selector, 1, 0));
            court.execute(ids[i]);
            if (sum < POWER) sum += members.suspendedUntil() - block.timestamp;
        }
        assert(sum == POWER);
    }

    function test_aRejectedExpulsionDoesNotReachTheChambers() public {
        uint256 id = _ruled(ICourtRecord.Filing(2, 0, 1, 0, 0, 9_000), 0, 3, 0);
        _wait(APPEAL);
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ruling == 2);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        _resolve(id, true);
    }

    function test_anAppealedExpulsionReachesTheChambersOnce() public {
        uint256 id = _ruled(ICourtRecord.Filing(2, 0, 1, 0, 0, 9_000), 3, 0, 0);
        _as(RESPONDENT);
        court.appeal(id);
        _seatPanel(id);
        _vote(id, 7, 0, 0);
        assert(_phase(id) == ICourtRecord.Phase.Chambers);
        _wait(CHAMBER);
        assert(_phase(id) == ICourtRecord.Phase.Final && court.positionOf(id).finalAt == block.timestamp);
    }

    function _suspension(uint256 value) private pure returns (ICourtRecord.Filing memory) {
        return ICourtRecord.Filing(2, 0, 1, 0, 0, value);
    }

    function _executed(ICourtRecord.Filing memory filing) private returns (uint256 id) {
        id = _ruled(filing, 3, 0, 0);
        _wait(APPEAL);
        court.execute(id);
    }

    function _entry(uint256 id, string memory reason) private pure returns (bytes32) {
        return keccak256(abi.encode(bytes32("court.execute"), MODEL, id, reason));
    }

    function _constitutional() private returns (uint256 id) {
        acts.setModel(9, RESPONDENT);
        id = _ruled(ICourtRecord.Filing(2, 6, 4, 1, MODEL, 2), 3, 0, 0);
        _wait(APPEAL);
    }

    function _resolve(uint256 id, bool upheld) private {
        vm.prank(CHAMBERS);
        court.resolveByChambers(id, upheld);
    }

    function _wrong(uint256 id, ICourtRecord.Phase phase) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDisputeCourt.WrongPhase.selector, id, phase);
    }
}
